{{/* Grafana's JSON of a board in short (files/boards). The argument is the board. */}}
{{- define "lotus-seal.board" -}}
{{- $source := dict "type" "prometheus" "uid" "${datasource}" }}
{{- $variables := list (dict "name" "datasource" "label" "data source" "type" "datasource" "query" "prometheus") }}
{{- range .variables }}
{{- $variables = append $variables (dict "name" .name "type" "query" "datasource" $source "query" (dict "query" .query "refId" .name) "refresh" 2 "multi" true "includeAll" true "allValue" ".*" "current" (ternary dict (dict "text" "All" "value" "$__all") (default false .one))) }}
{{- end }}
{{- $state := dict "x" 0 "y" 0 "height" 0 "id" 0 }}
{{- $panels := list }}
{{- range .panels }}
{{- $kind := index (dict "stat" "stat" "lines" "timeseries" "bars" "bargauge" "table" "table") .kind }}
{{- $height := ternary 4 8 (eq .kind "stat") }}
{{- if gt (add $state.x .width) 24 }}
{{- $_ := set $state "y" (add $state.y $state.height) }}
{{- $_ := set $state "x" 0 }}
{{- $_ := set $state "height" 0 }}
{{- end }}
{{- $_ := set $state "id" (add1 $state.id) }}
{{- $targets := list }}
{{- range $number, $query := .queries }}
{{- $target := dict "refId" (substr $number (int (add1 $number)) "ABCDEFGH") "datasource" $source "expr" $query.expr "legendFormat" $query.legend }}
{{- if has $kind (list "stat" "bargauge" "table") }}{{- $_ := set $target "instant" true }}{{- end }}
{{- if eq $kind "table" }}{{- $_ := set $target "format" "table" }}{{- end }}
{{- $targets = append $targets $target }}
{{- end }}
{{- $steps := list (dict "color" "green" "value" nil) }}
{{- if .alarm }}{{- $steps = append $steps (dict "color" "red" "value" .alarm) }}{{- end }}
{{- $panel := dict "id" $state.id "title" .title "type" $kind "datasource" $source "targets" $targets }}
{{- $_ := set $panel "gridPos" (dict "x" $state.x "y" $state.y "w" .width "h" $height) }}
{{- $_ := set $panel "fieldConfig" (dict "defaults" (dict "unit" (.unit | default "short") "min" 0 "thresholds" (dict "mode" "absolute" "steps" $steps)) "overrides" list) }}
{{- with .description }}{{- $_ := set $panel "description" . }}{{- end }}
{{- if eq $kind "bargauge" }}{{- $_ := set $panel "options" (dict "orientation" "horizontal" "displayMode" "basic") }}{{- end }}
{{- if eq $kind "table" }}{{- $_ := set $panel "transformations" (list (dict "id" "organize" "options" (dict "excludeByName" (dict "Time" true "__name__" true "job" true "container" true "endpoint" true)))) }}{{- end }}
{{- $panels = append $panels $panel }}
{{- $_ := set $state "x" (add $state.x .width) }}
{{- $_ := set $state "height" (max $state.height $height) }}
{{- end }}
{{- dict "title" .title "uid" .uid "tags" (list "lotusseal") "editable" true "refresh" "30s" "schemaVersion" 39 "time" (dict "from" "now-24h" "to" "now") "templating" (dict "list" $variables) "panels" $panels | toPrettyJson }}
{{- end }}
