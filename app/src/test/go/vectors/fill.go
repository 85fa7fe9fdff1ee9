package main

import (
	"fmt"
	"math/rand"
	"reflect"
	"time"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
)

const deepest = 9

var words = []string{"", "a", "web", "yes", "no", "1", "1.5", "0x1f", "1e3", "null", "~", "2001-01-01", "12:30:45", "on",
	"-", "- x", "?", ": x", "a: b", "a:b", "a #b", "a#b", "#", " lead", "trail ", "tab\there", "line\nline", "line\n",
	"\nline", "  two\n spaces\n", "space \nbreak", "ünïcode", "日本語", "😀", "\"quoted\"", "it's", "{x}", "[x]", "@x", "`x", "%x",
	"&x", "*x", "!x", "|", ">", "---", "...", "<html>&amp;", "back\\slash", "nul\x00", "bell\x07", "+1", "-.inf", ".5", "0b11", "0o17",
	"017", "09", "1_000", "=", "<<", "true", "y", "N", "end\n\n", "a very long text that goes on and on, so that an emitter of YAML folds it somewhere behind column eighty: here or there",
	"a  text  with  double  spaces  that  goes  on  and  on,  so  that  an  emitter  of  YAML  folds  it  somewhere"}

func word(random *rand.Rand) string {
	if random.Intn(3) > 0 {
		return words[random.Intn(len(words))]
	}
	return fmt.Sprintf("%s-%d", words[random.Intn(5)], random.Intn(1000))
}

var quantities = []string{"0", "100m", "1", "1500m", "1Gi", "12.5Gi", "0.5", "1e3", "128974848", "64Ki", "1T", "-2"}

var raws = []string{`{"a":1,"b":[true,null,"x"]}`, `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"<x>"}}`, `{}`,
	`{"f:metadata":{"f:labels":{".":{},"f:app":{}}}}`, `{"number":1.5,"large":12345678901234567890,"small":1e-7}`}

// fill gives every field a random value, zero and nil among them.
func fill(value reflect.Value, depth int, random *rand.Rand) {
	if special(value, depth, random) {
		return
	}
	switch value.Kind() {
	case reflect.Struct:
		for i := 0; i < value.NumField(); i++ {
			field := value.Type().Field(i)
			if field.PkgPath == "" && field.Name != "TypeMeta" && field.Tag.Get("json") != "-" && random.Intn(4) > 0 {
				fill(value.Field(i), depth+1, random)
			}
		}
	case reflect.Pointer:
		if depth < deepest && random.Intn(3) > 0 {
			value.Set(reflect.New(value.Type().Elem()))
			fill(value.Elem(), depth+1, random)
		}
	case reflect.Slice:
		if depth >= deepest {
			return
		}
		if value.Type().Elem().Kind() == reflect.Uint8 {
			value.SetBytes([]byte(word(random)))
			return
		}
		for i := random.Intn(3); i > 0; i-- {
			item := reflect.New(value.Type().Elem()).Elem()
			fill(item, depth+1, random)
			value.Set(reflect.Append(value, item))
		}
	case reflect.Map:
		if depth >= deepest {
			return
		}
		for i := random.Intn(3); i > 0; i-- {
			if value.IsNil() {
				value.Set(reflect.MakeMap(value.Type()))
			}
			key, item := reflect.New(value.Type().Key()).Elem(), reflect.New(value.Type().Elem()).Elem()
			fill(key, depth+1, random)
			fill(item, depth+1, random)
			value.SetMapIndex(key, item)
		}
	case reflect.String:
		value.SetString(word(random))
	case reflect.Bool:
		value.SetBool(random.Intn(2) == 0)
	case reflect.Int, reflect.Int32, reflect.Int64:
		value.SetInt([]int64{0, 1, -1, int64(random.Int31()), int64(-random.Int31()), 80}[random.Intn(6)])
		if value.Kind() == reflect.Int64 && random.Intn(4) == 0 {
			value.SetInt(random.Int63() - random.Int63())
		}
	case reflect.Float64:
		value.SetFloat([]float64{0, 1, -1.5, 1e21, 1e-7, 0.1, 123456789.125, random.NormFloat64()}[random.Intn(8)])
	}
}

// special fills the types that write their own JSON.
func special(value reflect.Value, depth int, random *rand.Rand) bool {
	instant := time.Unix(random.Int63n(4_000_000_000), random.Int63n(1_000_000)*1000)
	switch target := value.Addr().Interface().(type) {
	case *metav1.Time:
		*target = metav1.NewTime(instant)
	case *metav1.MicroTime:
		*target = metav1.NewMicroTime(instant)
	case *metav1.Duration:
		units := []time.Duration{1, time.Microsecond, time.Millisecond, time.Second, time.Minute, time.Hour}
		target.Duration = time.Duration(random.Intn(5000)-1000) * units[random.Intn(len(units))]
	case *resource.Quantity:
		*target = resource.MustParse(quantities[random.Intn(len(quantities))])
	case *intstr.IntOrString:
		*target = intstr.FromInt32(random.Int31n(9000))
		if random.Intn(2) == 0 {
			*target = intstr.FromString(word(random))
		}
	case *metav1.FieldsV1:
		target.Raw = []byte(raws[random.Intn(len(raws))])
	case *runtime.RawExtension:
		target.Raw = []byte(raws[random.Intn(len(raws))])
	case *apiextensions.JSON:
		target.Raw = []byte(raws[random.Intn(len(raws))])
	case *apiextensions.JSONSchemaPropsOrBool:
		target.Allows = random.Intn(2) == 0
		schemaOf(&target.Schema, depth, random)
	case *apiextensions.JSONSchemaPropsOrArray:
		if schemaOf(&target.Schema, depth, random) == nil {
			fill(reflect.ValueOf(&target.JSONSchemas).Elem(), depth+1, random)
		}
	case *apiextensions.JSONSchemaPropsOrStringArray:
		if schemaOf(&target.Schema, depth, random) == nil {
			fill(reflect.ValueOf(&target.Property).Elem(), depth+1, random)
		}
	default:
		return false
	}
	return true
}

func schemaOf(target **apiextensions.JSONSchemaProps, depth int, random *rand.Rand) *apiextensions.JSONSchemaProps {
	fill(reflect.ValueOf(target).Elem(), depth+1, random)
	return *target
}
