package main

import (
	"encoding/json"
	"os"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"
)

// fault is what is answered instead.
type fault struct {
	Code    codes.Code
	Message string
	// RetryMs is the wait that is asked for.
	RetryMs int
	// Stored: the messages are taken all the same.
	Stored bool
}

func (f *fault) error() error {
	made := status.New(f.Code, f.Message)
	if f.RetryMs > 0 {
		wait := durationpb.New(time.Duration(f.RetryMs) * time.Millisecond)
		made, _ = made.WithDetails(&errdetails.RetryInfo{RetryDelay: wait})
	}
	return made.Err()
}

// said is what control.json has.
type said struct {
	// Hold: requests are taken in, and nothing is said.
	Hold bool
	// Replies to the publish requests from number From on; code 0 is none.
	From    int
	Replies []fault
	// Messages: by egress id; the whole request fails.
	Messages map[string]*fault
	// All: to every other publish request.
	All *fault
	// Methods: by name, of other than Publish.
	Methods map[string]*fault
	// Permissions of whoever asks; none said: all.
	Permissions *[]string
}

type control struct{ path string }

// read never sees half of it: the file is replaced by renaming.
func (c *control) read() said {
	var read said
	if bytes, err := os.ReadFile(c.path); err == nil {
		if err := json.Unmarshal(bytes, &read); err != nil {
			panic(err)
		}
	}
	return read
}
