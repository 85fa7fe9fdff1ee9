#!/usr/bin/env bash
# A daily schedule with a time zone is expected to run once a day, by timers and CronJobs alike. In the night that lacks
# the hour, both leave the day out: systemd (src/shared/calendarspec.c, find_next) and the library that computes a
# CronJob's times (robfig/cron 3.0.1, spec.go, Next, called by Kubernetes' pkg/controller/cronjob). In the night that has
# the hour twice, systemd runs once and a CronJob twice.
# shellcheck source=lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"
cd "$work"
systemd-analyze --version | sed -n 1p
# timer SINCE COUNT: when systemd would start, in UTC.
timer() {
  TZ=UTC systemd-analyze calendar --iterations="$2" --base-time="$1" '*-*-* 02:30 Europe/Berlin' |
    sed -nE 's/.*(Next elapse|Iter\. #[0-9]+): \S+ \S*-(\S+ \S+):00 UTC.*/\2/p' | paste -sd ,
}
cat >go.mod <<'END'
module schedule

go 1.24

require github.com/robfig/cron/v3 v3.0.1
END
cat >main.go <<'END'
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

func main() {
	schedule, err := cron.ParseStandard("TZ=Europe/Berlin 30 2 * * *")
	if err != nil {
		panic(err)
	}
	at, err := time.Parse("2006-01-02 15:04:05 MST", os.Args[1])
	if err != nil {
		panic(err)
	}
	count, _ := strconv.Atoi(os.Args[2])
	var starts []string
	for range count {
		at = schedule.Next(at)
		starts = append(starts, at.UTC().Format("02 15:04"))
	}
	fmt.Println(strings.Join(starts, ","))
}
END
GOFLAGS=-mod=mod "$(need_go)/go" build -o cron .

spring='2027-03-27 00:00:00 UTC' autumn='2026-10-24 00:00:00 UTC'
expect "timer, March 28 lacks 02:30" "27 01:30,29 00:30" "$(timer "$spring" 2)"
expect "CronJob, March 28 lacks 02:30" "27 01:30,29 00:30" "$(./cron "$spring" 2)"
expect "timer, October 25 has 02:30 twice" "24 00:30,25 00:30,26 01:30" "$(timer "$autumn" 3)"
expect "CronJob, October 25 has 02:30 twice" "24 00:30,25 00:30,25 01:30,26 01:30" "$(./cron "$autumn" 4)"
