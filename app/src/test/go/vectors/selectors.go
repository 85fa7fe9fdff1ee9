package main

import (
	"encoding/json"
	"math/rand"
	"strings"

	"k8s.io/apimachinery/pkg/labels"
)

var pieces = []string{"app", "tier", "app.kubernetes.io/name", "web", "db", "=", "==", "!=", "!", "in", "notin", "(", ")", ",", ",",
	">", "<", "5", "10", "a_b", "-x", "exists", " ", ""}

var selectors = []string{"", "app", "!app", "app=web", "app==web", "app!=web", "app in (web,db)", "app notin (web, db)",
	"app=web,tier", "tier>3", "tier<7", "app=", "app in ()", "app in (web,)", "app.kubernetes.io/name=web,!tier", "app = web , tier != db"}

func selectorVectors(count int, random *rand.Rand, out *json.Encoder) {
	for i := 0; i < count; i++ {
		text := selectors[random.Intn(len(selectors))]
		if random.Intn(2) == 0 {
			parts := []string{}
			for j := 1 + random.Intn(8); j > 0; j-- {
				parts = append(parts, pieces[random.Intn(len(pieces))])
			}
			text = strings.Join(parts, []string{"", " "}[random.Intn(2)])
		}
		set := labels.Set{}
		for _, name := range []string{"app", "tier", "app.kubernetes.io/name"} {
			if random.Intn(3) > 0 {
				set[name] = []string{"web", "db", "5", "", "3"}[random.Intn(5)]
			}
		}
		selector, err := labels.Parse(text)
		result := "invalid"
		if err == nil {
			result = map[bool]string{true: "yes", false: "no"}[selector.Matches(set)]
		}
		check(out.Encode(map[string]any{"selector": text, "labels": set, "matches": result}))
	}
}
