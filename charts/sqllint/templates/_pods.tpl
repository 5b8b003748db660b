{{/* What every pod of the chart has: the restricted Pod Security Standard, as uid and gid 10001. */}}
{{- define "sqllint.podSecurity" -}}
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  # A share may hold millions of files; they are not to be visited whenever a pod starts.
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{ toJson . }}
{{- end }}
{{- end -}}

{{- define "sqllint.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{- define "sqllint.placement" -}}
{{- with .nodeSelector }}
nodeSelector: {{ toJson . }}
{{- end }}
{{- with .tolerations }}
tolerations: {{ toJson . }}
{{- end }}
{{- with .affinity }}
affinity: {{ toJson . }}
{{- end }}
{{- end -}}

{{/* Pods start anew with other settings of the database. Whoever reads pods must not be able to try passwords on it. */}}
{{- define "sqllint.databaseChecksum" -}}
{{- $external := omit .Values.database.external "password" -}}
{{- $bundled := omit .Values.database.bundled "password" -}}
{{- dict "type" .Values.database.type "external" $external "bundled" $bundled | toJson | sha256sum -}}
{{- end -}}

{{- define "sqllint.databaseUrl" -}}
- name: SQLLINT_DATABASE_URL
  valueFrom:
    secretKeyRef: { name: {{ include "sqllint.databaseSecret" . }}, key: url }
{{- end -}}

{{/* Selects the operator's pods for runners: those of single jobs and warm ones. */}}
{{- define "sqllint.runnerPods" -}}
matchLabels:
  app.kubernetes.io/name: sqllint
  app.kubernetes.io/managed-by: sqllint-operator
matchExpressions:
  - { key: app.kubernetes.io/component, operator: In, values: [lint-runner, pool-runner] }
{{- end -}}
