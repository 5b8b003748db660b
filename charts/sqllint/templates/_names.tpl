{{/* The name that all resources begin with: the release's, unless it contains the chart's already. */}}
{{- define "sqllint.fullname" -}}
{{- $name := .Release.Name -}}
{{- if not (contains .Chart.Name $name) }}{{ $name = printf "%s-%s" $name .Chart.Name }}{{ end -}}
{{- $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* Usage: include "sqllint.labels" (dict "root" $ "component" "gateway") */}}
{{- define "sqllint.labels" -}}
{{ include "sqllint.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: sqllint
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "sqllint.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/*
A name gets registry and tag; what has a tag or a digest of its own is taken as it is.
Usage: include "sqllint.image" (dict "root" $ "repository" .Values.gateway.image)
*/}}
{{- define "sqllint.image" -}}
{{- $image := .root.Values.image -}}
{{- if regexMatch "@|:[^/]*$" .repository -}}
{{- .repository -}}
{{- else -}}
{{- with $image.registry }}{{ trimSuffix "/" . }}/{{ end }}{{ .repository }}:{{ $image.tag | default .root.Chart.AppVersion -}}
{{- end -}}
{{- end -}}

{{/* The Secret whose key `url` is the database's, in each namespace that is served. */}}
{{- define "sqllint.databaseSecret" -}}
{{- if and (eq .Values.database.type "external") .Values.database.external.existingSecret -}}
{{ .Values.database.external.existingSecret }}
{{- else -}}
{{ include "sqllint.fullname" . }}-database
{{- end -}}
{{- end -}}
