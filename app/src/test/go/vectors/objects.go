package main

import (
	"bytes"
	"encoding/json"
	"math/rand"
	"reflect"
	"sort"
	"strings"

	appsv1 "github.com/openshift/api/apps/v1"
	authorizationv1 "github.com/openshift/api/authorization/v1"
	buildv1 "github.com/openshift/api/build/v1"
	imagev1 "github.com/openshift/api/image/v1"
	oauthv1 "github.com/openshift/api/oauth/v1"
	projectv1 "github.com/openshift/api/project/v1"
	quotav1 "github.com/openshift/api/quota/v1"
	routev1 "github.com/openshift/api/route/v1"
	securityv1 "github.com/openshift/api/security/v1"
	templatev1 "github.com/openshift/api/template/v1"
	userv1 "github.com/openshift/api/user/v1"
	admissionregistration "k8s.io/api/admissionregistration/v1"
	kubeapps "k8s.io/api/apps/v1"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	rbac "k8s.io/api/rbac/v1"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	jsonserializer "k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
)

func kubernetes() *runtime.Scheme {
	return scheme(core.AddToScheme, kubeapps.AddToScheme, batch.AddToScheme, networking.AddToScheme,
		rbac.AddToScheme, admissionregistration.AddToScheme, apiextensions.AddToScheme)
}

func openshift() *runtime.Scheme {
	return scheme(appsv1.Install, authorizationv1.Install, buildv1.Install, imagev1.Install, oauthv1.Install,
		projectv1.Install, quotav1.Install, routev1.Install, securityv1.Install, templatev1.Install, userv1.Install)
}

func scheme(adders ...func(*runtime.Scheme) error) *runtime.Scheme {
	scheme := runtime.NewScheme()
	for _, add := range adders {
		check(add(scheme))
	}
	return scheme
}

// kindsOf returns the kinds that are stored: with metadata, no lists, and no answers to a request.
func kindsOf(scheme *runtime.Scheme) []schema.GroupVersionKind {
	kinds := []schema.GroupVersionKind{}
	for kind, kindType := range scheme.AllKnownTypes() {
		_, marshals := reflect.PointerTo(kindType).MethodByName("MarshalToSizedBuffer")
		_, hasMetadata := kindType.FieldByName("ObjectMeta")
		ours := strings.HasPrefix(kindType.PkgPath(), "github.com/openshift/") ||
			!strings.Contains(kind.Group, "openshift") && !strings.HasPrefix(kindType.PkgPath(), "k8s.io/apimachinery")
		if marshals && hasMetadata && ours && kind.Version != runtime.APIVersionInternal {
			kinds = append(kinds, kind)
		}
	}
	sort.Slice(kinds, func(i, j int) bool { return kinds[i].String() < kinds[j].String() })
	return kinds
}

func objects(scheme *runtime.Scheme, count int, random *rand.Rand, out *json.Encoder) {
	stored := protobuf.NewSerializer(scheme, scheme)
	served := jsonserializer.NewSerializerWithOptions(jsonserializer.DefaultMetaFactory, scheme, scheme,
		jsonserializer.SerializerOptions{})
	for _, kind := range kindsOf(scheme) {
		for i := 0; i < count; i++ {
			object := randomObject(scheme, kind, random)
			var value, text bytes.Buffer
			check(stored.Encode(object, &value))
			read, _, err := stored.Decode(value.Bytes(), nil, nil)
			check(err)
			read.GetObjectKind().SetGroupVersionKind(kind)
			check(served.Encode(read, &text))
			check(out.Encode(map[string]any{"kind": kind.String(), "stored": value.Bytes(), "json": text.Bytes()}))
		}
	}
}

func randomObject(scheme *runtime.Scheme, kind schema.GroupVersionKind, random *rand.Rand) runtime.Object {
	object, err := scheme.New(kind)
	check(err)
	fill(reflect.ValueOf(object).Elem(), 0, random)
	object.GetObjectKind().SetGroupVersionKind(kind)
	return object
}

func encode(scheme *runtime.Scheme, object runtime.Object) []byte {
	var value bytes.Buffer
	check(protobuf.NewSerializer(scheme, scheme).Encode(object, &value))
	return value.Bytes()
}
