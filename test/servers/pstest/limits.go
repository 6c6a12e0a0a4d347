package main

import (
	"strings"

	pb "cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/emptypb"
)

// limited refuses what Google refuses and its fake takes. https://cloud.google.com/pubsub/quotas
func limited(request *pb.PublishRequest) error {
	if size := proto.Size(request); size > 10_000_000 {
		return tooLarge("request_size", size, 10_000_000)
	}
	if count := len(request.Messages); count > 1000 {
		return tooLarge("message_count", count, 1000)
	}
	for _, message := range request.Messages {
		if message.OrderingKey != request.Messages[0].OrderingKey {
			return invalid("In a given PublishRequest, all messages must have the same ordering key.")
		}
		if len(message.OrderingKey) > 1024 {
			return tooLarge("ordering_key", len(message.OrderingKey), 1024)
		}
		if len(message.Data) == 0 && len(message.Attributes) == 0 {
			return invalid("One or more messages in the publish request is empty. Each message must contain either non-empty data, or at least one attribute.")
		}
		if len(message.Attributes) > 100 {
			return tooLarge("attribute_count", len(message.Attributes), 100)
		}
		for name, value := range message.Attributes {
			if len(name) > 256 || len(value) > 1024 || name == "" || strings.HasPrefix(name, "goog") {
				return invalid("You have passed an invalid argument to the service (argument=attributes).")
			}
		}
	}
	return nil
}

func tooLarge(what string, found int, most int) error {
	return status.Errorf(codes.InvalidArgument,
		"The value for %s is too large. You passed %d in the request, but the maximum value is %d.", what, found, most)
}

func invalid(text string) error {
	return status.Error(codes.InvalidArgument, text)
}

// permissions answers TestIamPermissions, which the fake does not have. Its messages are read and written field by field.
func (s *server) permissions(_ any, stream grpc.ServerStream) error {
	var request emptypb.Empty
	if err := stream.RecvMsg(&request); err != nil {
		return err
	}
	if method, _ := grpc.MethodFromServerStream(stream); method != "/google.iam.v1.IAMPolicy/TestIamPermissions" {
		return status.Errorf(codes.Unimplemented, "unknown method %s", method)
	}
	said := s.control.read()
	if fault := said.Methods["TestIamPermissions"]; fault != nil {
		return fault.error()
	}
	asked := map[string]bool{}
	for rest := []byte(request.ProtoReflect().GetUnknown()); len(rest) > 0; {
		number, _, tag := protowire.ConsumeTag(rest)
		value, size := protowire.ConsumeBytes(rest[tag:])
		if number == 2 {
			asked[string(value)] = true
		}
		rest = rest[tag+size:]
	}
	var granted []byte
	for permission := range asked {
		if said.Permissions == nil || contains(*said.Permissions, permission) {
			granted = protowire.AppendTag(granted, 1, protowire.BytesType)
			granted = protowire.AppendString(granted, permission)
		}
	}
	answer := &emptypb.Empty{}
	answer.ProtoReflect().SetUnknown(granted)
	return stream.SendMsg(answer)
}

func contains(all []string, one string) bool {
	for _, each := range all {
		if each == one {
			return true
		}
	}
	return false
}
