import { fails, renders } from '../../table.ts'

renders('attr, default, tojson, pprint', [
  [
    "{{ s|attr('upper') is callable }}{{ d|attr('a') }}|{{ d|attr('keys') is callable }}{{ 5|attr('real') }}",
    'True|True5',
  ],
  [
    "{{ nope|default('x') }}{{ none|default('x') }}{{ ''|default('x', true) }}{{ 0|d(1, boolean=true) }}{{ nope|d }}|{{ nope|default(default_value=3) }}",
    'xNonex1|3',
  ],
  [
    '{{ html|tojson }}{{ [1, 2]|tojson }}{{ d|pprint }}',
    "\"\\u003ca href=\\\"x\\\"\\u003eTom \\u0026amp; \\\"J\\u0027s\\\"\\u003c/a\\u003e\"[1, 2]{'a': 'two', 'b': 1, 'items': [1], 'nested': {'deep': [True, None]}}",
  ],
])

fails('what does not fit is an error', [
  ['{{ d|attr }}', 'TypeError'],
  ['{{ nope|default(1, 2, 3) }}', 'TypeError'],
  ['{{ d|tojson(1, 2) }}', 'TypeError'],
  [
    "{{ d|attr('__class__')|attr('x') }}",
    'SecurityError',
    "access to attribute '__class__' of 'dict' object is unsafe.",
  ],
])
