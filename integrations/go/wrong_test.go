// SPDX-License-Identifier: CC0-1.0

//go:build wrong

// With `go test -tags wrong` a wrong signer is judged, to show that the loader fails it. Not to be copied.
package tmsig

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
)

func init() {
	// Base64 of the raw digest, without the 64 hex characters.
	signer = func(secretID, secretKey, method, uri, nonce, timestamp, contentType string, body []byte) string {
		mac := hmac.New(sha256.New, []byte(secretKey))
		fmt.Fprintf(mac, "%s\nX-TC-Key=%s&X-TC-Nonce=%s&X-TC-Timestamp=%s\n%s\n", method, secretID, nonce, timestamp, uri)
		mac.Write(body)
		return base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
}
