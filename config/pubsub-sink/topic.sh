#!/bin/sh
# What the sink in ../pubsub-sink.yaml needs of a project: a topic, and a service account that may publish to it and
# nothing else. Run by somebody who may make both.
set -eu

PROJECT=my-project
TOPIC=netbox
ACCOUNT=sluice

gcloud pubsub topics create "$TOPIC" --project="$PROJECT" --message-storage-policy-allowed-regions=europe-west3
gcloud iam service-accounts create "$ACCOUNT" --project="$PROJECT" --display-name="Sluice"

# roles/pubsub.publisher has one permission: pubsub.topics.publish. Granted on the topic, it is good for no other.
gcloud pubsub topics add-iam-policy-binding "$TOPIC" --project="$PROJECT" \
  --member="serviceAccount:$ACCOUNT@$PROJECT.iam.gserviceaccount.com" --role=roles/pubsub.publisher

# On GKE the workload takes the account on; elsewhere a key, as credentials_file or GOOGLE_APPLICATION_CREDENTIALS:
# gcloud iam service-accounts add-iam-policy-binding "$ACCOUNT@$PROJECT.iam.gserviceaccount.com" --project="$PROJECT" \
#   --role=roles/iam.workloadIdentityUser --member="serviceAccount:$PROJECT.svc.id.goog[NAMESPACE/sluice]"
# gcloud iam service-accounts keys create pubsub.json --iam-account="$ACCOUNT@$PROJECT.iam.gserviceaccount.com"

# Who wants the events of one key in their order says so on the subscription.
gcloud pubsub subscriptions create analytics --project="$PROJECT" --topic="$TOPIC" --enable-message-ordering
