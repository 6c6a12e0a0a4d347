#!/bin/sh
# What the sinks of service-bus-sink.yaml need, with the Azure CLI. GROUP, NAMESPACE and PRINCIPAL (the object id of the identity
# that Sluice runs as) come from the environment.
set -eu

# Duplicates are recognised by the message id for as long as the history says: longer than the longest retry would be best, 7 days is most.
az servicebus topic create -g "$GROUP" --namespace-name "$NAMESPACE" -n netbox \
  --enable-duplicate-detection true --duplicate-detection-history-time-window PT1H
# One key's messages in order: one receiver at a time for each session.
az servicebus topic subscription create -g "$GROUP" --namespace-name "$NAMESPACE" --topic-name netbox -n all \
  --enable-session true
az servicebus queue create -g "$GROUP" --namespace-name "$NAMESPACE" -n maintenance --enable-duplicate-detection true

# For namespace: the role, on no more than what is sent to.
ID=$(az servicebus namespace show -g "$GROUP" -n "$NAMESPACE" --query id -o tsv)
for ENTITY in topics/netbox queues/maintenance; do
  az role assignment create --assignee-object-id "$PRINCIPAL" --assignee-principal-type ServicePrincipal \
    --role "Azure Service Bus Data Sender" --scope "$ID/$ENTITY"
done

# For connection_string: a key that can send to the one topic and nothing else. Prints the connection string.
az servicebus topic authorization-rule create -g "$GROUP" --namespace-name "$NAMESPACE" --topic-name netbox -n sluice --rights Send
az servicebus topic authorization-rule keys list -g "$GROUP" --namespace-name "$NAMESPACE" --topic-name netbox -n sluice \
  --query primaryConnectionString -o tsv
