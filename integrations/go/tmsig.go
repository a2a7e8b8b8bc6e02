// SPDX-License-Identifier: CC0-1.0

// Package tmsig signs what Go's net/http really sends to the Tencent Meeting (腾讯会议) REST API. Copy this file.
//
//	client := &http.Client{Transport: &tmsig.Transport{AppID: …, SdkID: …, SecretID: …, SecretKey: …}}
//	client.Post("https://api.meeting.qq.com/v1/meetings?userid="+url.QueryEscape(id), "application/json", body)
//
// It works under clients that are built on net/http as well (resty, oauth2, …): give it to them as the transport.
// Put together the URL with url.PathEscape and url.QueryEscape; url.Values.Encode sorts by name, and what is sent is signed.
package tmsig

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"math/big"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Signature is the value of X-TC-Signature; uri is path and query as sent, body the bytes as sent.
func Signature(secretID, secretKey, method, uri, nonce, timestamp, contentType string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secretKey))
	fmt.Fprintf(mac, "%s\nX-TC-Key=%s&X-TC-Nonce=%s&X-TC-Timestamp=%s\n%s\n", method, secretID, nonce, timestamp, uri)
	if !isUpload(contentType) { // An upload is signed as if it had no body.
		mac.Write(body)
	}
	return base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString(mac.Sum(nil))))
}

// The whole media type counts: multipart/form-data-x is no upload.
func isUpload(contentType string) bool {
	mediaType, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.Trim(mediaType, " \t"), "multipart/form-data")
}

// Transport is an http.RoundTripper that signs. It is asked anew for each redirect, and so each is signed.
type Transport struct {
	AppID, SecretID, SecretKey string
	SdkID                      string            // Empty for an account that was assigned none.
	Host                       string            // api.meeting.qq.com if empty. Requests to another one pass without our headers.
	Base                       http.RoundTripper // http.DefaultTransport if nil.
}

// RoundTrip signs one request and sends it.
func (t *Transport) RoundTrip(request *http.Request) (*http.Response, error) {
	base, host := t.Base, t.Host
	if base == nil {
		base = http.DefaultTransport
	}
	if host == "" {
		host = "api.meeting.qq.com"
	}
	if request.URL.Host != host {
		return base.RoundTrip(request)
	}
	signed := request.Clone(request.Context()) // A RoundTripper may not change the request it is given.
	contentType := signed.Header.Get("Content-Type")
	if contentType == "" {
		contentType = "application/json"
		signed.Header.Set("Content-Type", contentType)
	}
	var body []byte
	if request.Body != nil && !isUpload(contentType) {
		var err error
		body, err = io.ReadAll(request.Body)
		request.Body.Close()
		if err != nil {
			return nil, err
		}
		signed.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		signed.Body, _ = signed.GetBody()
		signed.ContentLength = int64(len(body))
		if len(body) == 0 {
			signed.Body, signed.GetBody = http.NoBody, nil
		}
	}
	random, err := rand.Int(rand.Reader, big.NewInt(math.MaxInt64-1))
	if err != nil {
		return nil, err
	}
	nonce := random.Add(random, big.NewInt(1)).String()
	timestamp := strconv.FormatInt(time.Now().Unix(), 10)
	method := signed.Method
	if method == "" {
		method = http.MethodGet
	}
	for name, value := range map[string]string{
		"X-TC-Key": t.SecretID, "X-TC-Nonce": nonce, "X-TC-Timestamp": timestamp, "X-TC-Registered": "1",
		"AppId": t.AppID, "SdkId": t.SdkID,
		// RequestURI is what goes into the request line; URL.Path would be decoded.
		"X-TC-Signature": Signature(t.SecretID, t.SecretKey, method, signed.URL.RequestURI(), nonce, timestamp, contentType, body),
	} {
		signed.Header.Del(name)
		if value != "" {
			signed.Header[name] = []string{value} // Set would write X-Tc-Key, and the vendor's names are case-sensitive.
		}
	}
	return base.RoundTrip(signed)
}
