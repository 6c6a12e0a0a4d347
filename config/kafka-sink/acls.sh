#!/bin/sh
# What config/kafka-sink.yaml needs on the other cluster: topics, and a user that may write to them and do nothing else.
# client.properties holds an administrator's login.
set -eu
kafka="--bootstrap-server kafka-1.example.com:9093 --command-config client.properties"

kafka-topics.sh $kafka --create --if-not-exists --topic netbox.device --partitions 6 --replication-factor 3 \
  --config min.insync.replicas=2

# The topic is netbox.{{ model }}: so all that begin with "netbox.". For one topic leave out the pattern type.
kafka-acls.sh $kafka --add --allow-principal User:sluice --operation Write --operation Describe \
  --topic netbox. --resource-pattern-type prefixed
