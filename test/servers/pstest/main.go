// A Google Pub/Sub server for tests: Google's own fake, with Google's limits, on a port of its own.
//
//	pstest -listen 127.0.0.1:8085 -folder /tmp/x -topics projects/p/topics/t
//
// What comes in is written to journal.jsonl in the folder before anything is answered; control.json there says how
// publishing is met, and is read for each request. Both survive a kill.
package main

import (
	"context"
	"crypto/tls"
	"flag"
	"fmt"
	"log"
	"net"
	"strings"
	"time"

	pb "cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"cloud.google.com/go/pubsub/v2/pstest"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/tap"
)

type seqKey struct{}

type server struct {
	journal *journal
	control *control
	next    int
}

// numbered runs as headers arrive, one after the other: handlers run in any order.
func (s *server) numbered(ctx context.Context, info *tap.Info) (context.Context, error) {
	if !strings.HasSuffix(info.FullMethodName, "/Publish") {
		return ctx, nil
	}
	s.next++
	return context.WithValue(ctx, seqKey{}, s.next-1), nil
}

func (s *server) intercepted(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	publish, ok := req.(*pb.PublishRequest)
	if !ok {
		method := info.FullMethod[strings.LastIndex(info.FullMethod, "/")+1:]
		if fault := s.control.read().Methods[method]; fault != nil {
			return nil, fault.error()
		}
		return handler(ctx, req)
	}
	seq := ctx.Value(seqKey{}).(int)
	incoming, _ := metadata.FromIncomingContext(ctx)
	s.journal.arrived(seq, publish, incoming)
	fault := s.fault(ctx, seq, publish)
	if ctx.Err() != nil {
		return nil, status.FromContextError(ctx.Err()).Err()
	}
	if err := limited(publish); err != nil {
		return nil, err
	}
	if fault != nil && !fault.Stored {
		return nil, fault.error()
	}
	answer, err := handler(ctx, req)
	if err == nil {
		s.journal.stored(seq, publish)
	}
	if fault != nil {
		return nil, fault.error()
	}
	return answer, err
}

// fault waits while requests are held back.
func (s *server) fault(ctx context.Context, seq int, publish *pb.PublishRequest) *fault {
	said := s.control.read()
	for said.Hold && ctx.Err() == nil {
		time.Sleep(2 * time.Millisecond)
		said = s.control.read()
	}
	for _, message := range publish.Messages {
		if fault := said.Messages[message.Attributes["egress_id"]]; fault != nil {
			return fault
		}
	}
	at := seq - said.From
	if at >= 0 && at < len(said.Replies) && said.Replies[at].Code != codes.OK {
		return &said.Replies[at]
	}
	return said.All
}

// Told of connections.
func (s *server) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context   { return ctx }
func (s *server) HandleRPC(context.Context, stats.RPCStats)                         {}
func (s *server) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }
func (s *server) HandleConn(_ context.Context, connection stats.ConnStats) {
	switch connection.(type) {
	case *stats.ConnBegin:
		s.journal.connected(1)
	case *stats.ConnEnd:
		s.journal.connected(-1)
	}
}

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address")
	folder := flag.String("folder", ".", "of journal.jsonl and control.json")
	topics := flag.String("topics", "", "made at start, with commas between them")
	journaled := flag.Bool("journal", true, "write down what comes in")
	from := flag.Int("from", 0, "number of the first publish request")
	cert := flag.String("cert", "", "PEM file; with -key: TLS")
	key := flag.String("key", "", "PEM file")
	flag.Parse()

	s := &server{journal: openJournal(*folder, *journaled), control: &control{path: *folder + "/control.json"}, next: *from}
	options := []grpc.ServerOption{
		grpc.MaxRecvMsgSize(64 << 20), // the limit is Google's, not gRPC's
		grpc.InTapHandle(s.numbered),
		grpc.UnaryInterceptor(s.intercepted),
		grpc.StatsHandler(s),
		grpc.UnknownServiceHandler(s.permissions),
	}
	if *cert != "" {
		pair, err := tls.LoadX509KeyPair(*cert, *key)
		if err != nil {
			log.Fatal(err)
		}
		options = append(options, grpc.Creds(credentials.NewServerTLSFromCert(&pair)))
	}
	fake := pstest.NewServerWithAddress("127.0.0.1:0")
	for _, name := range strings.FieldsFunc(*topics, func(r rune) bool { return r == ',' }) {
		if _, err := fake.GServer.CreateTopic(context.Background(), &pb.Topic{Name: name}); err != nil {
			log.Fatal(err)
		}
	}
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	serving := grpc.NewServer(options...)
	pb.RegisterPublisherServer(serving, &fake.GServer)
	pb.RegisterSubscriberServer(serving, &fake.GServer)
	pb.RegisterSchemaServiceServer(serving, &fake.GServer)
	fmt.Println(listener.Addr())
	log.Fatal(serving.Serve(listener))
}
