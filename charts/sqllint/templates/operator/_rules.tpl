{{/* What the operator may do in a namespace that it serves. */}}
{{- define "sqllint.operatorRules" -}}
- apiGroups: [sqllint.dev]
  resources: [sqllintjobs]
  verbs: [get, list, watch, patch, delete]
- apiGroups: [sqllint.dev]
  resources: [sqllintjobs/status]
  verbs: [get, patch]
- apiGroups: [sqllint.dev]
  resources: [sqllintprofiles]
  verbs: [get, list, watch]
- apiGroups: [sqllint.dev]
  resources: [sqllintprofiles/status]
  verbs: [patch]
# To be the owner of Jobs that block the deletion of their SqlLintJob.
- apiGroups: [sqllint.dev]
  resources: [sqllintjobs/finalizers]
  verbs: [update]
- apiGroups: [batch]
  resources: [jobs]
  verbs: [create, get, list, watch, patch, delete]
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch]
# Why a Job has no pods, only its events say.
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create, patch, list]
# The owner of the pool's Jobs.
- apiGroups: [""]
  resources: [serviceaccounts]
  verbs: [get]
  resourceNames: [{{ include "sqllint.fullname" . }}-runner]
{{- with .Values.callbacks.secrets }}
# What callbacks are signed with.
- apiGroups: [""]
  resources: [secrets]
  verbs: [get]
  resourceNames: {{ toJson . }}
{{- end }}
{{- end -}}

{{/*
What it needs to let go of the jobs of a namespace that is being deleted: the namespace loses its Roles at any time, perhaps
before its SqlLintJobs, which wait for the operator to take their finalizer away.
*/}}
{{- define "sqllint.operatorFarewellRules" -}}
- apiGroups: [sqllint.dev]
  resources: [sqllintjobs, sqllintjobs/status]
  verbs: [get, patch]
{{- end -}}
