package main

import (
	"context"
	"crypto/aes"
	"encoding/json"
	"fmt"
	"math/rand"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/storage/value"
	aestransformer "k8s.io/apiserver/pkg/storage/value/encrypt/aes"
	"k8s.io/apiserver/pkg/storage/value/encrypt/secretbox"
)

// encryptVectors encrypts Secrets as an API server does, whose write key is the last one of each provider.
func encryptVectors(count int, random *rand.Rand, out *json.Encoder) {
	scheme := kubernetes()
	kind := schema.GroupVersionKind{Version: "v1", Kind: "Secret"}
	for _, provider := range []string{"aescbc", "aesgcm", "secretbox"} {
		for _, name := range []string{"1", "2", "key-of-kubeadm"} {
			sizes := []int{32}
			if provider != "secretbox" {
				sizes = []int{16, 24, 32}
			}
			secret := make([]byte, sizes[random.Intn(len(sizes))])
			random.Read(secret)
			transformer := transformerOf(provider, name, secret)
			for i := 0; i < count; i++ {
				object := randomObject(scheme, kind, random).(*core.Secret)
				object.Namespace, object.Name = fmt.Sprintf("ns-%d", random.Intn(9)), fmt.Sprintf("name-%d", i)
				etcdKey := "/kubernetes.io/secrets/" + object.Namespace + "/" + object.Name
				plain := encode(scheme, object)
				stored, err := transformer.TransformToStorage(context.Background(), plain, value.DefaultContext(etcdKey))
				check(err)
				check(out.Encode(map[string]any{"provider": provider, "key": name, "secret": secret, "etcdKey": etcdKey,
					"plain": plain, "stored": stored}))
			}
		}
	}
}

func transformerOf(provider, name string, secret []byte) value.Transformer {
	var transformer value.Transformer
	var err error
	switch provider {
	case "secretbox":
		transformer = secretbox.NewSecretboxTransformer([32]byte(secret))
	default:
		block, blockErr := aes.NewCipher(secret)
		check(blockErr)
		transformer = aestransformer.NewCBCTransformer(block)
		if provider == "aesgcm" {
			transformer, err = aestransformer.NewGCMTransformer(block)
			check(err)
		}
	}
	return value.NewPrefixTransformers(nil, value.PrefixTransformer{
		Prefix: []byte("k8s:enc:" + provider + ":v1:" + name + ":"), Transformer: transformer})
}
