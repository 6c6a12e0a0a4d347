import { renders } from '../table.ts'

renders('texts come apart and together', [
  [
    "{{ 'a--b--c'.split('--', 1) }}{{ 'a--b--c'.rsplit('--', 1) }}{{ 'aXbXc'.replace('X', '', 1) }}",
    "['a', 'b--c']['a--b', 'c']abXc",
  ],
  ["{{ '😀a😀'.split('a') }}{{ '😀'.replace('', '|') }}", "['😀', '😀']|😀|"],
  ["{{ 'a b c d'.rsplit(none, 2) }}{{ ' a b '.rsplit() }}", "['a b', 'c', 'd']['a', 'b']"],
])
