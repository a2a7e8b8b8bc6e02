// A receiver of Tencent Meeting event callbacks in Go 1.19 or later, with the standard library alone.
//
// Copy the first part into your program. `go run receiver.go 8080` listens with the secrets of
// TMSIG_CALLBACK_TOKEN and TMSIG_CALLBACK_AES_KEY, for `tmsig callback check http://127.0.0.1:8080/`;
// without a port the program is an adapter for vectors/callback_crosscheck.py.
package main

import (
	"bufio"
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"runtime"
	"sort"
	"strings"
	"unicode/utf8"
)

// ---- The receiver: copy this part --------------------------------------------------------------

const acknowledgement = "successfully received callback"

// refused is why a callback is refused: the status to answer with.
type refused int

func (status refused) Error() string { return fmt.Sprintf("refused with %d", int(status)) }

// event is what a callback tells of. Ids in the payload have up to 20 digits: keep them as text.
type event struct {
	Event          string            `json:"event"`
	TraceID        string            `json:"trace_id"`
	UniqueSequence string            `json:"unique_sequence"`
	Payload        []json.RawMessage `json:"payload"`
}

var (
	isSignature = regexp.MustCompile(`^[0-9a-f]{40}$`)
	isTimestamp = regexp.MustCompile(`^([0-9]{10}|[0-9]{13})$`)
	isNonce     = regexp.MustCompile(`^[!-~]+$`)
	isBase64    = regexp.MustCompile(`^[A-Za-z0-9+/]+={0,2}$`)
)

// sign returns the SHA-1 of the four texts, sorted and joined.
func sign(token, timestamp, nonce, data string) string {
	parts := []string{token, timestamp, nonce, data}
	sort.Strings(parts)
	digest := sha1.Sum([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(digest[:])
}

// decrypt returns the plaintext of data. Verify the signature first.
//
// What goes wrong in Go: base64.StdEncoding refuses data without its "=", as in the vendor's own example; and
// crypto/cipher leaves the padding on.
func decrypt(encodingAESKey, data string) ([]byte, error) {
	letters := strings.TrimRight(data, "=")
	if len(data)-len(letters) > (4-len(letters)%4)%4 {
		return nil, refused(400)
	}
	raw, err := base64.RawStdEncoding.DecodeString(letters)
	if err != nil || encodingAESKey == "" {
		return raw, err
	}
	key, err := base64.RawStdEncoding.DecodeString(encodingAESKey)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil || len(raw) == 0 || len(raw)%aes.BlockSize != 0 {
		return nil, refused(400)
	}
	cipher.NewCBCDecrypter(block, key[:aes.BlockSize]).CryptBlocks(raw, raw)
	length := int(raw[len(raw)-1])
	if length < 1 || length > aes.BlockSize || !bytes.HasSuffix(raw, bytes.Repeat(raw[len(raw)-1:], length)) {
		return nil, refused(400)
	}
	return raw[:len(raw)-length], nil
}

// open returns the answer to send with status 200 and nothing around it, and the event: nil for the check of the URL.
//
// An event may come several times: tell repetitions by its trace_id, and do the work after answering.
func open(token, encodingAESKey, method, query string, header http.Header, body []byte) (string, *event, error) {
	var data string
	switch method {
	case http.MethodGet:
		// Decoded once, and not as a form: url.QueryUnescape makes a space of a "+" that was not escaped.
		values := 0
		for _, pair := range strings.Split(query, "&") {
			if strings.HasPrefix(pair, "check_str=") {
				values++
				decoded, err := url.PathUnescape(strings.TrimPrefix(pair, "check_str="))
				if err != nil {
					return "", nil, refused(400)
				}
				data = strings.ReplaceAll(decoded, " ", "+")
			}
		}
		if values != 1 {
			return "", nil, refused(400)
		}
	case http.MethodPost:
		var parsed struct {
			Data *string `json:"data"`
		}
		if !utf8.Valid(body) || json.Unmarshal(body, &parsed) != nil || parsed.Data == nil {
			return "", nil, refused(400)
		}
		data = *parsed.Data
	default:
		return "", nil, refused(405)
	}
	one := func(name string) string {
		if values := header.Values(name); len(values) == 1 {
			return values[0]
		}
		return ""
	}
	timestamp, nonce, signature := one("timestamp"), one("nonce"), one("signature")
	if !isSignature.MatchString(signature) || !isTimestamp.MatchString(timestamp) || !isNonce.MatchString(nonce) ||
		!isBase64.MatchString(data) {
		return "", nil, refused(400)
	}
	if subtle.ConstantTimeCompare([]byte(sign(token, timestamp, nonce, data)), []byte(signature)) != 1 {
		return "", nil, refused(401)
	}
	text, err := decrypt(encodingAESKey, data)
	if err != nil || !utf8.Valid(text) {
		return "", nil, refused(400)
	}
	if method == http.MethodGet {
		return string(text), nil, nil
	}
	var told event
	if json.Unmarshal(text, &told) != nil || told.Event == "" || told.TraceID+told.UniqueSequence == "" || told.Payload == nil {
		return "", nil, refused(400)
	}
	return acknowledgement, &told, nil
}

// handler answers callbacks. onEvent is called in a goroutine of its own.
func handler(token, encodingAESKey string, onEvent func(*event)) http.HandlerFunc {
	return func(writer http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(writer, request.Body, 4<<20))
		if err != nil {
			writer.WriteHeader(http.StatusBadRequest)
			return
		}
		answer, told, err := open(token, encodingAESKey, request.Method, request.URL.RawQuery, request.Header, body)
		var status refused
		if errors.As(err, &status) {
			writer.WriteHeader(int(status))
			return
		}
		writer.Header().Set("Content-Type", "text/plain; charset=utf-8")
		io.WriteString(writer, answer) // Not Fprintln: no newline.
		if told != nil {
			go onEvent(told)
		}
	}
}

// ---- The rest is for tmsig alone ---------------------------------------------------------------

type message struct {
	Op             string      `json:"op"`
	Seq            int         `json:"seq"`
	Token          string      `json:"token"`
	EncodingAESKey string      `json:"encoding_aes_key"`
	Timestamp      string      `json:"timestamp"`
	Nonce          string      `json:"nonce"`
	Data           string      `json:"data"`
	Signature      string      `json:"signature"`
	Method         string      `json:"method"`
	Target         string      `json:"target"`
	Headers        [][2]string `json:"headers"`
	Body           []byte      `json:"body_base64"`
}

func asked(asked message) map[string]any {
	switch asked.Op {
	case "start":
		ops := []string{"callback_sign", "callback_verify", "callback_decrypt", "callback_handle"}
		return map[string]any{"version": 1, "name": "tmsig go receiver", "language": runtime.Version(), "ops": ops}
	case "callback_sign":
		return map[string]any{"seq": asked.Seq, "signature": sign(asked.Token, asked.Timestamp, asked.Nonce, asked.Data)}
	case "callback_verify":
		return map[string]any{"seq": asked.Seq, "valid": sign(asked.Token, asked.Timestamp, asked.Nonce, asked.Data) == asked.Signature}
	case "callback_decrypt":
		text, err := decrypt(asked.EncodingAESKey, asked.Data)
		if err != nil {
			return map[string]any{"seq": asked.Seq, "refused": "data"}
		}
		return map[string]any{"seq": asked.Seq, "plaintext_base64": append([]byte{}, text...)}
	}
	header := http.Header{}
	for _, pair := range asked.Headers {
		header.Add(pair[0], pair[1])
	}
	_, query, _ := strings.Cut(asked.Target, "?")
	answer, _, err := open(asked.Token, asked.EncodingAESKey, asked.Method, query, header, asked.Body)
	var status refused
	if errors.As(err, &status) {
		return map[string]any{"seq": asked.Seq, "status": int(status), "body_base64": ""}
	}
	return map[string]any{"seq": asked.Seq, "status": 200, "body_base64": []byte(answer)}
}

func main() {
	if len(os.Args) > 1 {
		served := handler(os.Getenv("TMSIG_CALLBACK_TOKEN"), os.Getenv("TMSIG_CALLBACK_AES_KEY"),
			func(told *event) { fmt.Println(told.Event) })
		panic(http.ListenAndServe("127.0.0.1:"+os.Args[1], served))
	}
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var told message
		if json.Unmarshal(line, &told) != nil {
			fmt.Println(`{"seq":null,"error":"not a JSON object"}`)
			continue
		}
		answer, _ := json.Marshal(asked(told))
		fmt.Println(string(answer))
	}
}
