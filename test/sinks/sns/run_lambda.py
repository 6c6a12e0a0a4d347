"""Runs the example on notifications of SNS, a list of JSON texts on stdin; prints what it did, as JSON."""
import contextlib
import io
import json
import sys

import lambda_example as example

calls = []
for name in ('update_monitoring_system', 'update_cmdb', 'handle_object_updated', 'handle_object_deleted'):
    setattr(example, name, lambda *values, name=name: calls.append([name, *values]))

records = [{'EventSource': 'aws:sns', 'Sns': json.loads(text)} for text in json.load(sys.stdin)]
printed = io.StringIO()
with contextlib.redirect_stdout(printed):
    result = example.lambda_handler({'Records': records}, None)
print(json.dumps({'result': result, 'calls': calls, 'printed': printed.getvalue().splitlines()}))
