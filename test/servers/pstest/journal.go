package main

import (
	"encoding/json"
	"log"
	"os"
	"sync"

	pb "cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"google.golang.org/grpc/metadata"
)

type message struct {
	Data        []byte            `json:"data"`
	Attributes  map[string]string `json:"attributes"`
	OrderingKey string            `json:"orderingKey"`
}

type line struct {
	Kind string `json:"kind"`
	Seq  int    `json:"seq"`
	// Of requests that arrived.
	Topic         string    `json:"topic,omitempty"`
	Messages      []message `json:"messages,omitempty"`
	UserAgent     string    `json:"userAgent,omitempty"`
	Authorization string    `json:"authorization,omitempty"`
	Params        string    `json:"params,omitempty"`
	// Of what was stored: egress ids.
	Ids []string `json:"ids,omitempty"`
	// How many connections more.
	Connections int `json:"connections,omitempty"`
}

type journal struct {
	mu   sync.Mutex
	file *os.File
}

// openJournal opens the file for appending; not written, it has none.
func openJournal(folder string, written bool) *journal {
	if !written {
		return &journal{}
	}
	file, err := os.OpenFile(folder+"/journal.jsonl", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		log.Fatal(err)
	}
	return &journal{file: file}
}

func (j *journal) write(written line) {
	if j.file == nil {
		return
	}
	bytes, err := json.Marshal(written)
	if err != nil {
		panic(err)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, err := j.file.Write(append(bytes, '\n')); err != nil {
		panic(err)
	}
}

func (j *journal) arrived(seq int, request *pb.PublishRequest, from metadata.MD) {
	if j.file == nil {
		return
	}
	messages := make([]message, len(request.Messages))
	for at, one := range request.Messages {
		messages[at] = message{one.Data, one.Attributes, one.OrderingKey}
	}
	j.write(line{
		Kind: "arrived", Seq: seq, Topic: request.Topic, Messages: messages,
		UserAgent: first(from, "user-agent"), Authorization: first(from, "authorization"), Params: first(from, "x-goog-request-params"),
	})
}

func (j *journal) stored(seq int, request *pb.PublishRequest) {
	ids := make([]string, len(request.Messages))
	for at, one := range request.Messages {
		ids[at] = one.Attributes["egress_id"]
	}
	j.write(line{Kind: "stored", Seq: seq, Ids: ids})
}

func (j *journal) connected(more int) {
	j.write(line{Kind: "connections", Connections: more})
}

func first(from metadata.MD, name string) string {
	if values := from.Get(name); len(values) > 0 {
		return values[0]
	}
	return ""
}
