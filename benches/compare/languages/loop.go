package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	fields := strings.Split(string(text), "\n")
	body, err := os.ReadFile(os.Args[2])
	if err != nil {
		panic(err)
	}
	request := Request{
		Method: fields[2], URI: fields[3], Nonce: fields[4], Timestamp: fields[5], ContentType: fields[6], Body: body,
	}
	signature, best := "", 1e99
	for count, rounds := 1, 0; rounds < 12; {
		start := time.Now()
		for i := 0; i < count; i++ {
			signature = Sign(fields[0], fields[1], request)
		}
		elapsed := float64(time.Since(start).Nanoseconds())
		if elapsed < 100e6 {
			count *= 2
			continue
		}
		rounds++
		if elapsed/float64(count) < best {
			best = elapsed / float64(count)
		}
	}
	fmt.Println(signature, best, "Go", strings.TrimPrefix(runtime.Version(), "go"))
}
