import { renders } from '../table.ts'

renders('what is assigned in a loop stays in the loop', [
  ['{% set x = 1 %}{% for y in l %}{% set x = y %}{{ x }}{% endfor %}{{ x }}', '3121'],
  ['{% for y in l %}{{ x }}{% set x = y %}{% endfor %}{{ x }}', ''],
  ['{% set x = 0 %}{% for y in l %}{{ x }}{% set x = x + y %}{{ x }};{% endfor %}', '03;01;02;'],
  ['{% for i in l %}{{ i }}{% endfor %}{{ i }}', '3127'],
])

renders('what is assigned under a condition is assigned', [
  ['{% if true %}{% set x = 1 %}{% endif %}{{ x }}', '1'],
  ['{% if false %}{% set s = 1 %}{% endif %}{{ s }}', 'Hello World'],
  ['{% if false %}{% set s = 1 %}{% else %}{% set s = 2 %}{% endif %}{{ s }}', '2'],
  ['{% if false %}{% elif true %}{% set q = 2 %}{% endif %}{{ q }}', '2'],
  ['{{ z }}{% set z = 1 %}{{ z }}', '1'],
])

renders('macros see what is around them when they are called', [
  ['{% macro m() %}{{ x }}{% endmacro %}{% set x = 1 %}{{ m() }}{% set x = 2 %}{{ m() }}', '12'],
  ['{% set x = 1 %}{% macro m(x) %}{{ x }}{% set x = 9 %}{{ x }}{% endmacro %}{{ m(5) }}{{ x }}', '591'],
  ['{% for q in l %}{% macro m() %}{{ q }}{% endmacro %}{{ m() }}{% endfor %}', '312'],
  [
    '{% with x = 1 %}{% macro m() %}{{ x }}{% endmacro %}{{ m() }}{% set x = 3 %}{{ m() }}{% endwith %}{{ x }}',
    '13',
  ],
  ['{% macro m() %}{{ s }}{% set s = 1 %}{{ s }}{% endmacro %}{{ m() }}{{ s }}', 'Hello World1Hello World'],
])

renders('blocks see the top of the template, and what is around them when they are scoped', [
  ['{% set x = 1 %}{% block a %}{{ x }}{% endblock %}', '1'],
  ['{% for q in l %}{% block b %}{{ q }}.{% endblock %}{% endfor %}', '...'],
  ['{% for q in l %}{% block c scoped %}{{ q }}{% endblock %}{% endfor %}', '312'],
  ['{% block d %}{% set y = 2 %}{{ y }}{% endblock %}{{ y }}', '2'],
])
