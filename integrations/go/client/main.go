// SPDX-License-Identifier: CC0-1.0

// Lets `tmsig test` and `tmsig test --client` check the RoundTripper: `go run ./client`. Not to be copied.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"example.com/tmsig"
)

type part struct {
	Name        string  `json:"name"`
	Filename    *string `json:"filename"`
	ContentType string  `json:"content_type"`
	Content     []byte  `json:"content_base64"`
}

type call struct {
	Method     string            `json:"method"`
	Path       string            `json:"path"`
	PathParams map[string]string `json:"path_params"`
	Query      [][2]string       `json:"query"`
	JSONText   *string           `json:"json_text"`
	Multipart  []part            `json:"multipart"`
}

type account struct {
	BaseURL   string `json:"base_url"`
	AppID     string `json:"app_id"`
	SdkID     string `json:"sdk_id"`
	SecretID  string `json:"secret_id"`
	SecretKey string `json:"secret_key"`
}

type message struct {
	Op  string `json:"op"`
	Seq int64  `json:"seq"`
	account
	call
	Calls       []call `json:"calls"`
	URI         string `json:"uri"`
	Nonce       string `json:"nonce"`
	Timestamp   string `json:"timestamp"`
	ContentType string `json:"content_type"`
	Body        []byte `json:"body_base64"`
}

var clients = map[account]*http.Client{}

func clientFor(a account) *http.Client {
	if clients[a] == nil {
		base, _ := url.Parse(a.BaseURL)
		plain := http.DefaultTransport.(*http.Transport).Clone()
		plain.Proxy = nil
		clients[a] = &http.Client{Timeout: 30 * time.Second, Transport: &tmsig.Transport{
			AppID: a.AppID, SdkID: a.SdkID, SecretID: a.SecretID, SecretKey: a.SecretKey, Host: base.Host, Base: plain}}
	}
	return clients[a]
}

func urlOf(base string, c call) string {
	path := c.Path
	for name, value := range c.PathParams {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
	}
	for i, pair := range c.Query { // In its order, which url.Values would not keep.
		path += map[bool]string{true: "?", false: "&"}[i == 0] + url.QueryEscape(pair[0]) + "=" + url.QueryEscape(pair[1])
	}
	return base + path
}

// once sends a call, and returns its status and the URL it led to.
func once(client *http.Client, address string, c call) (int, string, error) {
	var body io.Reader
	contentType := ""
	if c.Multipart != nil {
		var form bytes.Buffer
		writer := multipart.NewWriter(&form)
		for _, part := range c.Multipart {
			header := textproto.MIMEHeader{}
			disposition := fmt.Sprintf(`form-data; name="%s"`, part.Name)
			if part.Filename != nil {
				disposition += fmt.Sprintf(`; filename="%s"`, *part.Filename)
			}
			header.Set("Content-Disposition", disposition)
			if part.ContentType != "" {
				header.Set("Content-Type", part.ContentType)
			}
			field, err := writer.CreatePart(header)
			if err != nil {
				return 0, "", err
			}
			field.Write(part.Content)
		}
		writer.Close()
		body, contentType = &form, writer.FormDataContentType()
	} else if c.JSONText != nil {
		decoder := json.NewDecoder(strings.NewReader(*c.JSONText))
		decoder.UseNumber()
		var value any
		if err := decoder.Decode(&value); err != nil {
			return 0, "", err
		}
		text, err := json.Marshal(value)
		if err != nil {
			return 0, "", err
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequest(c.Method, address, body)
	if err != nil {
		return 0, "", err
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	io.Copy(io.Discard, response.Body)
	return response.StatusCode, response.Request.URL.String(), nil
}

func send(a account, client *http.Client, c call) (int, error) {
	status, address, err := once(client, urlOf(a.BaseURL, c), c)
	if err == nil && status >= 500 { // Asked again where it led, it is signed again.
		status, _, err = once(client, address, c)
	}
	return status, err
}

func answer(line []byte) any {
	var m message
	if err := json.Unmarshal(line, &m); err != nil {
		return map[string]any{"seq": nil, "error": err.Error()}
	}
	var err error
	switch m.Op {
	case "start":
		return map[string]any{"version": 1, "name": "RoundTripper of " + runtime.Version(), "language": "go " + runtime.Version()[2:],
			"ops": []string{"sign", "call", "calls"}}
	case "sign":
		return map[string]any{"seq": m.Seq, "signature": tmsig.Signature(
			m.SecretID, m.SecretKey, m.Method, m.URI, m.Nonce, m.Timestamp, m.ContentType, m.Body)}
	case "call":
		var status int
		if status, err = send(m.account, clientFor(m.account), m.call); err == nil {
			return map[string]any{"seq": m.Seq, "status": status}
		}
	case "calls":
		client, statuses, wrong := clientFor(m.account), make([]int, len(m.Calls)), make([]error, len(m.Calls))
		var all sync.WaitGroup
		for i := range m.Calls {
			all.Add(1)
			go func(i int) {
				defer all.Done()
				statuses[i], wrong[i] = send(m.account, client, m.Calls[i])
			}(i)
		}
		all.Wait()
		for _, one := range wrong {
			if one != nil {
				err = one
			}
		}
		if err == nil {
			return map[string]any{"seq": m.Seq, "statuses": statuses}
		}
	default:
		err = fmt.Errorf("unknown op")
	}
	return map[string]any{"seq": m.Seq, "error": err.Error()}
}

func main() {
	lines := bufio.NewReader(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		out.Encode(answer(line))
	}
}
