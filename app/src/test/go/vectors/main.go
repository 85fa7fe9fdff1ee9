// Command vectors makes stored values with Kubernetes' and OpenShift's own code, one JSON object a line.
//
//	vectors kubernetes N   N random objects of each kind: {"kind", "stored", "json"}
//	vectors openshift N    the same of OpenShift's kinds
//	vectors cbor N         N random objects of each kind and N random trees as CBOR
//	vectors yaml N         N random trees: {"json", "yaml"}
//	vectors encrypt N      N values per provider and key: {"provider", "key", "secret", "etcdKey", "plain", "stored"}
//	vectors selectors N    N label selectors: {"selector", "labels", "matches": yes, no or invalid}
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"strconv"
)

func main() {
	count, err := strconv.Atoi(os.Args[2])
	check(err)
	out := json.NewEncoder(writer)
	defer writer.Flush()
	random := rand.New(rand.NewSource(1))
	switch os.Args[1] {
	case "kubernetes":
		objects(kubernetes(), count, random, out)
	case "openshift":
		objects(openshift(), count, random, out)
	case "cbor":
		cborVectors(count, random, out)
	case "yaml":
		yamlVectors(count, random, out)
	case "selectors":
		selectorVectors(count, random, out)
	case "encrypt":
		encryptVectors(count, random, out)
	default:
		check(fmt.Errorf("unknown: %s", os.Args[1]))
	}
}

var writer = bufio.NewWriter(os.Stdout)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}
