package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/serializer/cbor"
	"sigs.k8s.io/yaml"
)

// tree returns a value as a custom resource may hold it.
func tree(depth int, random *rand.Rand) any {
	choice := random.Intn(9)
	if depth > 5 && choice < 4 {
		choice = 4
	}
	switch choice {
	case 0, 1:
		object := map[string]any{}
		for i := random.Intn(5); i > 0; i-- {
			object[key(random)] = tree(depth+1, random)
		}
		return object
	case 2, 3:
		array := []any{}
		for i := random.Intn(4); i > 0; i-- {
			array = append(array, tree(depth+1, random))
		}
		return array
	case 4, 5:
		return word(random)
	case 6:
		return []int64{0, 1, -1, 1 << 40, -1 << 63, 1<<63 - 1, random.Int63()}[random.Intn(7)]
	case 7:
		return []float64{0.5, -1.25, 1e21, 1e-7, 1e300, 3.0, 0.1, 100000.5, 0.00001, random.NormFloat64()}[random.Intn(10)]
	}
	return []any{true, false, nil}[random.Intn(3)]
}

func key(random *rand.Rand) string {
	if random.Intn(3) == 0 {
		return fmt.Sprintf("a%d", random.Intn(120))
	}
	if random.Intn(40) == 0 {
		return "a-key-of-more-than-one-hundred-and-twenty-eight-characters-" + fmt.Sprintf("%080d", random.Intn(1000))
	}
	// go-yaml's order of keys that begin with digits is none: it depends on the order it finds them in.
	if word := word(random); word == "" || word[0] > '9' {
		return word
	}
	return "k"
}

func root(random *rand.Rand) map[string]any {
	object := map[string]any{"apiVersion": "example.com/v1", "kind": "Thing"}
	for i := 0; i < 4; i++ {
		object[key(random)] = tree(1, random)
	}
	return object
}

func yamlVectors(count int, random *rand.Rand, out *json.Encoder) {
	for i := 0; i < count; i++ {
		text, err := json.Marshal(root(random))
		check(err)
		yaml, err := yaml.JSONToYAML(text)
		check(err)
		check(out.Encode(map[string]any{"json": text, "yaml": yaml}))
	}
}

func cborVectors(count int, random *rand.Rand, out *json.Encoder) {
	scheme := kubernetes()
	stored := cbor.NewSerializer(scheme, scheme)
	emit := func(kind string, value []byte) {
		read, _, err := stored.Decode(value, nil, &unstructured.Unstructured{})
		check(err)
		text, err := json.Marshal(read.(*unstructured.Unstructured).Object)
		check(err)
		check(out.Encode(map[string]any{"kind": kind, "stored": value, "json": text}))
	}
	for i := 0; i < count; i++ {
		var value bytes.Buffer
		check(stored.Encode(&unstructured.Unstructured{Object: root(random)}, &value))
		emit("a custom resource", value.Bytes())
	}
	for _, kind := range kindsOf(scheme) {
		var value bytes.Buffer
		check(stored.Encode(randomObject(scheme, kind, random), &value))
		emit(kind.String(), value.Bytes())
	}
}
