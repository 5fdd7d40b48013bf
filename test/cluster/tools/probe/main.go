// probe is what the tests run in pods to see how a pod sees the network: it serves HTTP, fetches, connects and resolves.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"
)

const usage = `probe [-timeout 5s] COMMAND
  serve ADDRESS TEXT   answer every HTTP request with TEXT, until ended
  get URL              print the body; exit 1 unless the status is below 400
  connect HOST:PORT    exit 1 unless a TCP connection is accepted
  lookup NAME          print the addresses of NAME
  write PATH TEXT      write TEXT to the file PATH
  read PATH            print the file PATH
  sleep DURATION       do nothing, then exit 0`

func main() {
	timeout := flag.Duration("timeout", 5*time.Second, "how long get, connect and lookup may take")
	flag.Parse()
	arguments := make([]string, 3)
	copy(arguments, flag.Args())
	if err := run(arguments[0], arguments[1], arguments[2], *timeout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(command, first, second string, timeout time.Duration) error {
	switch command {
	case "serve":
		return serve(first, second)
	case "get":
		return get(first, timeout)
	case "connect":
		connection, err := net.DialTimeout("tcp", first, timeout)
		if err != nil {
			return err
		}
		fmt.Println("connected to", connection.RemoteAddr())
		return connection.Close()
	case "lookup":
		return lookup(first, timeout)
	case "write":
		return os.WriteFile(first, []byte(second), 0o644)
	case "read":
		content, err := os.ReadFile(first)
		if err != nil {
			return err
		}
		fmt.Println(string(content))
		return nil
	case "sleep":
		duration, err := time.ParseDuration(first)
		time.Sleep(duration)
		return err
	}
	return fmt.Errorf("%s", usage)
}

func serve(address, text string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	fmt.Println("serving on", listener.Addr())
	return http.Serve(listener, http.HandlerFunc(func(response http.ResponseWriter, request *http.Request) {
		fmt.Println(request.Method, request.URL)
		fmt.Fprintln(response, text)
	}))
}

func get(url string, timeout time.Duration) error {
	client := http.Client{Timeout: timeout}
	response, err := client.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(os.Stdout, response.Body); err != nil {
		return err
	}
	if response.StatusCode >= 400 {
		return fmt.Errorf("%s answered %s", url, response.Status)
	}
	return nil
}

func lookup(name string, timeout time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	addresses, err := net.DefaultResolver.LookupHost(ctx, name)
	if err != nil {
		return err
	}
	for _, address := range addresses {
		fmt.Println(address)
	}
	return nil
}
