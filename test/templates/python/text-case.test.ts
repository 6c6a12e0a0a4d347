import { renders } from '../table.ts'

renders("case is Python's, for letters of any script", [
  ["{{ 'straße ǆ ﬁ'.upper() }} {{ 'ÀÉ İ'.lower() }}", 'STRASSE Ǆ FI àé i̇'],
  ["{{ \"they're bill's o'neil ǆabc ßx 3rd\".title() }}", "They'Re Bill'S O'Neil ǅabc Ssx 3Rd"],
  ["{{ 'ΑΣ ΣΑΣ'.lower() }}", 'ας σας'],
  ["{{ 'hELLO wORLD'.capitalize() }}{{ 'ǆX'.capitalize() }}{{ ''.capitalize() }}", 'Hello worldǅx'],
  ["{{ 'Hello World ß'.swapcase() }}", 'hELLO wORLD SS'],
  ["{{ 'Straße ΣΑΣ'.casefold() }}", 'strasse σασ'],
])

renders('what a text consists of', [
  [
    "{{ 'abc'.islower() }}{{ 'aBc'.islower() }}{{ '1a'.islower() }}{{ '1'.islower() }}{{ ''.islower() }}",
    'TrueFalseTrueFalseFalse',
  ],
  ["{{ 'ABC'.isupper() }}{{ 'A1'.isupper() }}{{ 'ǅ'.isupper() }}", 'TrueTrueFalse'],
  [
    "{{ 'Abc Def'.istitle() }}{{ 'abc'.istitle() }}{{ 'AB'.istitle() }}{{ ''.istitle() }}",
    'TrueFalseFalseFalse',
  ],
])
