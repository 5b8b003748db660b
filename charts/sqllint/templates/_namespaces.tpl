{{/* The namespaces that the chart prepares, as JSON: all that are served, unless all namespaces of the cluster are. */}}
{{- define "sqllint.preparedNamespaces" -}}
{{- .Values.namespaces | default (list .Release.Namespace) | toJson -}}
{{- end -}}

{{/* Those in which the chart needs the share: the gateway and the operator mount it where they run. As JSON. */}}
{{- define "sqllint.shareNamespaces" -}}
{{- prepend (include "sqllint.preparedNamespaces" . | fromJsonArray) .Release.Namespace | uniq | toJson -}}
{{- end -}}

{{/* True when other namespaces than the release's are served too. */}}
{{- define "sqllint.servesOthers" -}}
{{- $prepared := include "sqllint.preparedNamespaces" . | fromJsonArray -}}
{{- if or .Values.watchAllNamespaces (without $prepared .Release.Namespace) }}true{{ end -}}
{{- end -}}

{{/* Of a peer of a NetworkPolicy: the namespaces that are served; nothing where that is the policy's own. */}}
{{- define "sqllint.servedNamespaceSelector" -}}
{{- if .Values.watchAllNamespaces -}}
namespaceSelector: {}
{{- else if include "sqllint.servesOthers" . -}}
namespaceSelector:
  matchExpressions:
    - { key: kubernetes.io/metadata.name, operator: In, values: {{ include "sqllint.preparedNamespaces" . }} }
{{- end -}}
{{- end -}}
