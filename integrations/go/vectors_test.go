// SPDX-License-Identifier: CC0-1.0

// The golden vectors as tests of your own signer. Copy this file and the folder vectors/ (`tmsig vectors copy`):
//
//	TMSIG_VECTORS=testdata/vectors go test -run Vectors
package tmsig

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The signer that is judged: put in yours.
var signer = Signature

type request struct {
	Method     string            `json:"method"`
	URI        string            `json:"uri"`
	Headers    map[string]string `json:"headers"`
	Body       *string           `json:"body"`
	BodyBase64 []byte            `json:"body_base64"` // Bytes that are not UTF-8.
}

type topic struct {
	Schema string `json:"schema"`
	Groups []struct {
		Credentials struct {
			SecretID  string `json:"secret_id"`
			SecretKey string `json:"secret_key"`
		} `json:"credentials"`
		Tests []struct {
			ID           string  `json:"id"`
			Comment      string  `json:"comment"`
			Request      request `json:"request"`
			Result       string  `json:"result"`
			StringToSign string  `json:"string_to_sign"`
			Signature    string  `json:"signature"`
			Alternatives []struct {
				Signature string `json:"signature"`
			} `json:"alternatives"`
		} `json:"tests"`
	} `json:"groups"`
}

func TestVectors(t *testing.T) {
	folder := os.Getenv("TMSIG_VECTORS")
	if folder == "" {
		folder = filepath.Join("..", "..", "vectors")
	}
	files, _ := filepath.Glob(filepath.Join(folder, "*.json"))
	count := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var read struct{ Schema string }
		if json.Unmarshal(text, &read) != nil || read.Schema != "vectors.schema.json" {
			continue
		}
		var vectors topic
		if err := json.Unmarshal(text, &vectors); err != nil {
			t.Fatal(file, err)
		}
		for _, group := range vectors.Groups {
			for _, test := range group.Tests {
				if test.Result == "invalid" { // For those who verify.
					continue
				}
				count++
				right := []string{test.Signature}
				for _, other := range test.Alternatives {
					right = append(right, other.Signature)
				}
				t.Run(test.ID, func(t *testing.T) {
					headers := map[string]string{}
					for name, value := range test.Request.Headers {
						headers[strings.ToLower(name)] = value
					}
					body := test.Request.BodyBase64
					if test.Request.Body != nil {
						body = []byte(*test.Request.Body)
					}
					got := signer(group.Credentials.SecretID, group.Credentials.SecretKey, test.Request.Method, test.Request.URI,
						headers["x-tc-nonce"], headers["x-tc-timestamp"], headers["content-type"], body)
					for _, signature := range right {
						if got == signature {
							return
						}
					}
					t.Errorf("%s\ngot %s, expected %s\nto be signed: %.400q", test.Comment, got, strings.Join(right, " or "), test.StringToSign)
				})
			}
		}
	}
	if count < 600 {
		t.Fatalf("%d vectors in %s", count, folder)
	}
}
