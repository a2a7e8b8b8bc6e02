// The Tencent Meeting (腾讯会议) REST API request signature in Go (1.19 or later), standard library only.
//
// Copy Request and Sign into your program. The rest of the file lets
// `tmsig test -- go run signer.go` check them.
package main

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"unicode/utf8"
)

// ---- The signature: copy this part -------------------------------------------------------------

// Request is what a signature depends on, as it goes over the wire.
type Request struct {
	Method      string // upper case
	URI         string // path and query as sent, e.g. url.URL.RequestURI(); no scheme, no host
	Nonce       string // the X-TC-Nonce header
	Timestamp   string // the X-TC-Timestamp header
	ContentType string // the Content-Type header, "" for none
	Body        []byte // the bytes you send, empty for none: marshal once, sign them, send them
}

// Sign returns the X-TC-Signature of one request.
//
// What goes wrong in Go: passing mac.Sum(nil) to base64. The digest is first written as 64 hex characters
// (hex.EncodeToString), and those are encoded. And json.Marshal escapes <, > and & while a json.Encoder
// adds a newline: sign the bytes that are sent, never a second marshalling.
func Sign(secretID, secretKey string, r Request) string {
	mac := hmac.New(sha256.New, []byte(secretKey))
	headerString := "X-TC-Key=" + secretID + "&X-TC-Nonce=" + r.Nonce + "&X-TC-Timestamp=" + r.Timestamp
	io.WriteString(mac, r.Method+"\n"+headerString+"\n"+r.URI+"\n")
	mediaType, _, _ := strings.Cut(r.ContentType, ";")
	// An upload is signed as if it had no body.
	if !strings.EqualFold(strings.Trim(mediaType, " \t"), "multipart/form-data") {
		mac.Write(r.Body)
	}
	return base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString(mac.Sum(nil))))
}

// ---- The adapter: only for `tmsig test` --------------------------------------------------------

type object = map[string]any

func answer(line []byte) object {
	var message object
	// encoding/json would quietly turn bytes that are not UTF-8 into U+FFFD.
	if !utf8.Valid(line) || json.Unmarshal(line, &message) != nil || message == nil {
		return object{"seq": nil, "error": "not a JSON object"}
	}
	problem := ""
	text := func(name string) string {
		value, ok := message[name].(string)
		if !ok {
			problem = name + " is missing or not a string"
		}
		return value
	}
	seq := message["seq"]
	switch message["op"] {
	case "start":
		language := strings.Replace(runtime.Version(), "go", "go ", 1)
		return object{"version": 1, "name": "tmsig go adapter", "language": language, "ops": []string{"sign"}}
	case "sign":
		body, err := base64.StdEncoding.DecodeString(text("body_base64"))
		if err != nil {
			problem = "body_base64: " + err.Error()
		}
		signature := Sign(text("secret_id"), text("secret_key"), Request{
			Method:      text("method"),
			URI:         text("uri"),
			Nonce:       text("nonce"),
			Timestamp:   text("timestamp"),
			ContentType: text("content_type"),
			Body:        body,
		})
		if problem != "" {
			return object{"seq": seq, "error": problem}
		}
		return object{"seq": seq, "signature": signature}
	}
	return object{"seq": seq, "error": "unknown op"}
}

func main() {
	signal.Ignore(syscall.SIGPIPE)       // When nobody is listening, Encode fails and the loop ends.
	input := bufio.NewReader(os.Stdin)   // Not a bufio.Scanner: it gives up on lines over 64 KiB.
	output := json.NewEncoder(os.Stdout) // os.Stdout is not buffered, so there is nothing to flush.
	for {
		line, err := input.ReadBytes('\n')
		if err != nil && len(line) == 0 || output.Encode(answer(line)) != nil {
			return
		}
	}
}
