import { renders } from '../../table.ts'

renders('attributes are found by their path', [
  [
    "{{ [{'a': {'b': [5]}}]|map(attribute='a.b.0')|list }}{{ [[1, 2]]|map(attribute=1)|list }}{{ rows|map(attribute='zz')|list }}{{ rows|map(attribute='zz', default=0)|list }}{{ ['ab']|map(attribute='0')|list }}",
    "[5][2][Undefined, Undefined, Undefined][0, 0, 0]['a']",
  ],
  ["{{ rows|sort(attribute='tag.x,n')|map(attribute='n')|list }}", '[1, 2, 3]'],
])
