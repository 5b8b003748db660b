{{- define "sqllint.admissionEnv" -}}
- { name: SQLLINT_MAX_CONCURRENT_JOBS, value: {{ int .Values.operator.maxConcurrentJobs | quote }} }
- { name: SQLLINT_MAX_CONCURRENT_JOBS_PER_NAMESPACE, value: {{ int .Values.operator.maxConcurrentJobsPerNamespace | quote }} }
{{- end -}}

{{- define "sqllint.runnerEnv" -}}
{{- $runner := .Values.runner -}}
{{- $scheduling := dict -}}
{{- range $field := list "nodeSelector" "tolerations" "affinity" "topologySpreadConstraints" "priorityClassName" "runtimeClassName" "podLabels" "podAnnotations" -}}
{{- with index $runner $field }}{{ $_ := set $scheduling $field . }}{{ end -}}
{{- end -}}
- { name: SQLLINT_RUNNER_IMAGE, value: {{ include "sqllint.image" (dict "root" $ "repository" $runner.image) }} }
- { name: SQLLINT_RUNNER_IMAGE_PULL_POLICY, value: {{ .Values.image.pullPolicy }} }
- { name: SQLLINT_RUNNER_SERVICE_ACCOUNT, value: {{ include "sqllint.fullname" . }}-runner }
- { name: SQLLINT_RUNNER_DATABASE_SECRET, value: {{ include "sqllint.databaseSecret" . }} }
- { name: SQLLINT_RUNNER_RESOURCES, value: {{ toJson $runner.resources | quote }} }
- { name: SQLLINT_RUNNER_SCHEDULING, value: {{ toJson $scheduling | quote }} }
- { name: SQLLINT_RUNNER_PROFILE_FIELDS, value: {{ join "," $runner.profileScheduling | quote }} }
{{- end -}}

{{- define "sqllint.poolEnv" -}}
- { name: SQLLINT_POOL_PREFIX, value: {{ include "sqllint.fullname" . }} }
{{- with .Values.pool }}
- { name: SQLLINT_POOL_MIN, value: {{ int .min | quote }} }
- { name: SQLLINT_POOL_MAX, value: {{ int .max | quote }} }
- { name: SQLLINT_POOL_IDLE_SECONDS, value: {{ int .idleSeconds | quote }} }
- { name: SQLLINT_POOL_MAX_TASKS, value: {{ int .maxTasksPerRunner | quote }} }
- { name: SQLLINT_POOL_FILES_PER_RUNNER, value: {{ int .filesPerRunner | quote }} }
{{- with .resources }}
- { name: SQLLINT_POOL_RESOURCES, value: {{ toJson . | quote }} }
{{- end }}
{{- end -}}
{{- end -}}

{{- define "sqllint.shareEnv" -}}
{{- $folder := include "sqllint.shareFolder" . -}}
- { name: SQLLINT_SHARE_CLAIM, value: {{ include "sqllint.shareClaim" . }} }
{{- if include "sqllint.servesOthers" . }}
- { name: SQLLINT_SHARE_SUBPATH, value: {{ include "sqllint.shareSubPathOfOthers" . | quote }} }
- { name: SQLLINT_SHARE_SUBPATHS, value: {{ dict .Release.Namespace $folder | toJson | quote }} }
{{- else }}
- { name: SQLLINT_SHARE_SUBPATH, value: {{ $folder | quote }} }
{{- end }}
- { name: SQLLINT_SHARE_PREPARED, value: {{ include "sqllint.sharePrepared" . | fromJsonArray | join "," | quote }} }
{{- end -}}

{{- define "sqllint.callbackEnv" -}}
{{- with .Values.callbacks -}}
- { name: SQLLINT_CALLBACK_ALLOW, value: {{ join "," .allow | quote }} }
- { name: SQLLINT_CALLBACK_ALLOW_HTTP, value: {{ .allowHttp | quote }} }
- { name: SQLLINT_CALLBACK_PORTS, value: {{ join "," .ports | quote }} }
- { name: SQLLINT_CALLBACK_MAX_ATTEMPTS, value: {{ int .maxAttempts | quote }} }
- { name: SQLLINT_CALLBACK_TIMEOUT_SECONDS, value: {{ int .timeoutSeconds | quote }} }
{{- with .defaultSecret.name }}
- name: SQLLINT_CALLBACK_SECRET
  valueFrom:
    secretKeyRef: { name: {{ . }}, key: {{ $.Values.callbacks.defaultSecret.key }} }
{{- end }}
{{- end -}}
{{- end -}}
