# The consumer that the documentation of NetBox Labs shows for events from SNS
# (https://docs.netboxlabs.com/event-streams/, "Event Sink Consumer (AWS Lambda)").
import json
import boto3

def lambda_handler(event, context):
    """Process NetBox events from SNS"""
    for record in event['Records']:
        # Parse SNS message
        message = json.loads(record['Sns']['Message'])

        # Extract NetBox event
        netbox_event = message['message']
        event_type = message['source_type']
        netbox_id = message['netbox_id']

        print(f"Processing {event_type} from {netbox_id}")

        # Your business logic
        if event_type == 'object_created':
            handle_object_created(netbox_event)
        elif event_type == 'object_updated':
            handle_object_updated(netbox_event)
        elif event_type == 'object_deleted':
            handle_object_deleted(netbox_event)

    return {'statusCode': 200}

def handle_object_created(event):
    """Handle object creation events"""
    model = event['model']
    data = event['data']

    if model == 'dcim.device':
        # Device was created - update CMDB, monitoring, etc.
        device_name = data['name']
        site_name = data['site']['name']
        print(f"New device: {device_name} at {site_name}")

        # Your integration logic here
        update_monitoring_system(device_name, site_name)
        update_cmdb(data)
