import { fails, renders } from '../../table.ts'

renders('groupby groups in the order of the attribute', [
  [
    "{% for g in rows|groupby('name') %}{{ g.grouper }}:{{ g.list|map(attribute='n')|join(',') }};{% endfor %}",
    'x:2,3;Y:1;',
  ],
  ["{% for k, v in rows|groupby('n') %}{{ k }}{{ v|length }}{% endfor %}", '112131'],
  ["{{ rows|groupby('zz', default='none')|map('first')|list }}", "['none']"],
  [
    "{{ [{'a': 'x'}, {'a': 'X'}]|groupby('a')|length }}{{ [{'a': 'x'}, {'a': 'X'}]|groupby('a', case_sensitive=true)|length }}",
    '12',
  ],
  ["{{ [[1, 'a'], [1, 'b']]|groupby(0) }}", "[(1, [[1, 'a'], [1, 'b']])]"],
  ["{{ ([[1, 'a']]|groupby(0))[0][1] }}", "[[1, 'a']]"],
])

fails('attributes without an order are an error', [
  ["{{ rows|groupby('tag') }}", 'TypeError'],
  ["{{ 5|groupby('a') }}", 'TypeError'],
  ['{{ rows|groupby }}', 'TypeError'],
])
