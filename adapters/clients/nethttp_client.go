// A client of the Tencent Meeting (腾讯会议) REST API with Go's net/http, that signs exactly what it sends.
//
// Copy the part under "The client". The rest lets `tmsig test --client -- go run nethttp_client.go` check it.
package main

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// ---- The client: copy this part ----------------------------------------------------------------

// Client encodes the URI once, writes the body once, signs these, sends these.
//
// What goes wrong in Go: signing req.URL.Path, which is decoded, or url.Values, which Encode sorts.
type Client struct {
	BaseURL, AppID, SdkID, SecretID, SecretKey string
	http                                       *http.Client
}

func NewClient(baseURL, appID, sdkID, secretID, secretKey string) *Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = nil
	return &Client{baseURL, appID, sdkID, secretID, secretKey, &http.Client{
		Transport: transport,
		Timeout:   30 * time.Second,
		// It would follow with the old signature.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Encode percent-encodes all but A-Z a-z 0-9 - . _ ~.
func Encode(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}

// Call fills the template path, like /v1/meetings/{meeting_id}, and sends body, nil for none. It returns status and answer.
func (c *Client) Call(method, path string, pathParams map[string]string, query [][2]string, body []byte, contentType string) (int, []byte, error) {
	for name, value := range pathParams {
		path = strings.ReplaceAll(path, "{"+name+"}", Encode(value))
	}
	uri := path
	for i, pair := range query {
		uri += map[bool]string{true: "?", false: "&"}[i == 0] + Encode(pair[0]) + "=" + Encode(pair[1])
	}
	status, location, answer, err := c.send(method, uri, body, contentType)
	if err == nil && status == http.StatusTemporaryRedirect { // The same again, elsewhere, and so with another signature.
		base, _ := url.Parse(c.BaseURL + uri)
		if target, wrong := base.Parse(location); wrong == nil && target.Scheme+"://"+target.Host == c.BaseURL {
			uri = target.RequestURI()
			status, _, answer, err = c.send(method, uri, body, contentType)
		}
	}
	if err == nil && status >= 500 { // Once more, with a new nonce and so a new signature.
		status, _, answer, err = c.send(method, uri, body, contentType)
	}
	return status, answer, err
}

// send signs and sends one request; uri is path and query as they go over the wire.
func (c *Client) send(method, uri string, body []byte, contentType string) (int, string, []byte, error) {
	random, err := rand.Int(rand.Reader, big.NewInt(1e9))
	if err != nil {
		return 0, "", nil, err
	}
	nonce, timestamp := random.String(), strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(c.SecretKey))
	fmt.Fprintf(mac, "%s\nX-TC-Key=%s&X-TC-Nonce=%s&X-TC-Timestamp=%s\n%s\n", method, c.SecretID, nonce, timestamp, uri)
	// An upload is signed as if it had no body. The whole media type counts: multipart/form-data-x is none.
	mediaType, _, _ := strings.Cut(contentType, ";")
	if !strings.EqualFold(strings.Trim(mediaType, " \t"), "multipart/form-data") {
		mac.Write(body)
	}
	request, err := http.NewRequest(method, c.BaseURL+uri, bytes.NewReader(body))
	if err != nil {
		return 0, "", nil, err
	}
	for name, value := range map[string]string{
		"X-TC-Key": c.SecretID, "X-TC-Nonce": nonce, "X-TC-Timestamp": timestamp, "AppId": c.AppID, "SdkId": c.SdkID,
		"X-TC-Registered": "1", "Content-Type": contentType,
		"X-TC-Signature": base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString(mac.Sum(nil)))),
	} {
		if value != "" {
			request.Header.Set(name, value)
		}
	}
	response, err := c.http.Do(request)
	if err != nil {
		return 0, "", nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	return response.StatusCode, response.Header.Get("Location"), answer, err
}

// Part is a part of an upload; Filename and ContentType may be empty.
type Part struct {
	Name        string `json:"name"`
	Filename    string `json:"filename"`
	ContentType string `json:"content_type"`
	Content     []byte `json:"content_base64"`
}

// Upload returns the body of a multipart/form-data upload and its Content-Type.
func Upload(parts []Part) ([]byte, string) {
	random := make([]byte, 16)
	rand.Read(random)
	boundary := hex.EncodeToString(random)
	var body bytes.Buffer
	for _, part := range parts {
		fmt.Fprintf(&body, "--%s\r\nContent-Disposition: form-data; name=\"%s\"", boundary, part.Name)
		if part.Filename != "" {
			fmt.Fprintf(&body, "; filename=\"%s\"", part.Filename)
		}
		if part.ContentType != "" {
			fmt.Fprintf(&body, "\r\nContent-Type: %s", part.ContentType)
		}
		fmt.Fprintf(&body, "\r\n\r\n%s\r\n", part.Content)
	}
	fmt.Fprintf(&body, "--%s--\r\n", boundary)
	return body.Bytes(), "multipart/form-data; boundary=" + boundary
}

// ---- The adapter: only for `tmsig test --client` -----------------------------------------------

type call struct {
	Method     string            `json:"method"`
	Path       string            `json:"path"`
	PathParams map[string]string `json:"path_params"`
	Query      [][2]string       `json:"query"`
	JSONText   *string           `json:"json_text"`
	JSON       json.RawMessage   `json:"json"` // As it stands: large integers keep their digits.
	Multipart  []Part            `json:"multipart"`
}

type message struct {
	Op    string          `json:"op"`
	Seq   json.RawMessage `json:"seq"`
	Calls []call          `json:"calls"`
	account
	call
}

type account struct {
	BaseURL   string `json:"base_url"`
	AppID     string `json:"app_id"`
	SdkID     string `json:"sdk_id"`
	SecretID  string `json:"secret_id"`
	SecretKey string `json:"secret_key"`
}

var clients = map[account]*Client{}

func clientFor(a account) *Client {
	if clients[a] == nil {
		clients[a] = NewClient(a.BaseURL, a.AppID, a.SdkID, a.SecretID, a.SecretKey)
	}
	return clients[a]
}

func (c call) make(client *Client) (int, error) {
	body, contentType := []byte(c.JSON), "application/json"
	if c.JSONText == nil {
		body = nil
	}
	if c.Multipart != nil {
		body, contentType = Upload(c.Multipart)
	}
	status, _, err := client.Call(c.Method, c.Path, c.PathParams, c.Query, body, contentType)
	return status, err
}

func answer(line []byte) map[string]any {
	var m message
	if err := json.Unmarshal(line, &m); err != nil {
		return map[string]any{"seq": nil, "error": err.Error()}
	}
	switch m.Op {
	case "start":
		return map[string]any{"version": 1, "name": "net/http of " + runtime.Version(), "language": runtime.Version(), "ops": []string{"call", "calls"}}
	case "call":
		status, err := m.call.make(clientFor(m.account))
		if err != nil {
			return map[string]any{"seq": m.Seq, "error": err.Error()}
		}
		return map[string]any{"seq": m.Seq, "status": status}
	case "calls":
		client := clientFor(m.account)
		statuses, errs := make([]int, len(m.Calls)), make([]error, len(m.Calls))
		var group sync.WaitGroup
		for i := range m.Calls {
			group.Add(1)
			go func(i int) {
				defer group.Done()
				statuses[i], errs[i] = m.Calls[i].make(client)
			}(i)
		}
		group.Wait()
		for _, err := range errs {
			if err != nil {
				return map[string]any{"seq": m.Seq, "error": err.Error()}
			}
		}
		return map[string]any{"seq": m.Seq, "statuses": statuses}
	}
	return map[string]any{"seq": m.Seq, "error": "unknown op"}
}

func main() {
	lines := bufio.NewReader(os.Stdin) // Not a Scanner: it stops at lines of 64 KiB.
	answers := json.NewEncoder(os.Stdout)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			if answers.Encode(answer(line)) != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
