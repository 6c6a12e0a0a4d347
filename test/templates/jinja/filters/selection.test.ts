import { fails, renders } from '../../table.ts'

renders('map, select, reject and by attribute', [
  [
    "{{ l|map('string')|list }}{{ words|map('upper')|join }}{{ rows|map(attribute='name')|list }}{{ ['1', 'x']|map('int', 5)|list }}{{ l|map('round', precision=1)|list }}",
    "['3', '1', '2']BCA['x', 'Y', 'x'][1, 5][3, 1, 2]",
  ],
  [
    "{{ [0, 1, '']|select|list }}{{ l|select('odd')|list }}{{ l|reject('odd')|list }}{{ [0, 1]|reject|list }}{{ l|select('in', [1, 3])|list }}",
    '[1][3, 1][2][0][3, 1]',
  ],
  [
    "{{ rows|selectattr('tag')|map(attribute='n')|list }}{{ rows|rejectattr('tag')|map(attribute='n')|list }}{{ rows|selectattr('n', 'gt', 1)|map(attribute='n')|list }}{{ rows|rejectattr('name', 'eq', 'x')|list|length }}{{ rows|selectattr('zz', 'defined')|list }}",
    '[1, 3][2][2, 3]1[]',
  ],
  ["{{ nope|map('upper')|list }}{{ []|select('nosuch')|list }}", '[][]'],
])

fails('what does not exist is an error', [
  ["{{ l|map('nosuch')|list }}", 'TemplateRuntimeError', "No filter named 'nosuch'."],
  ["{{ l|select('nosuch')|list }}", 'TemplateRuntimeError', "No test named 'nosuch'."],
  ['{{ l|map|list }}', 'FilterArgumentError', 'map requires a filter argument'],
  ['{{ rows|selectattr|list }}', 'FilterArgumentError', 'Missing parameter for attribute name'],
  ["{{ l|map(attribute='a', x=1)|list }}", 'FilterArgumentError', "Unexpected keyword argument 'x'"],
  ["{{ 5|map('upper')|list }}", 'TypeError'],
  ["{{ words|map('upper', 1)|list }}", 'TypeError'],
])
