{{- define "sqllint.shareClaim" -}}
{{- if eq .Values.share.type "existingClaim" }}{{ .Values.share.existingClaim }}{{ else }}{{ include "sqllint.fullname" . }}-share{{ end -}}
{{- end -}}

{{/* Whether the chart makes a volume of its own for each namespace, at a path of one server or of the nodes. */}}
{{- define "sqllint.shareIsStatic" -}}
{{- if has .Values.share.type (list "nfs" "hostPath") }}true{{ end -}}
{{- end -}}

{{/* The folder of the release's namespace, below the root of the share. */}}
{{- define "sqllint.shareFolder" -}}
{{- .Values.share.folder | default .Release.Namespace -}}
{{- end -}}

{{/* The folder of all namespaces but the release's, below the roots of their own volumes. */}}
{{- define "sqllint.shareSubPathOfOthers" -}}
{{- if include "sqllint.shareIsStatic" . }}.{{ else }}{namespace}{{ end -}}
{{- end -}}

{{/*
The folder of a namespace, below the root of the volume that its own claim gives it.
Usage: include "sqllint.shareSubPath" (dict "root" $ "namespace" NAMESPACE)
*/}}
{{- define "sqllint.shareSubPath" -}}
{{- if eq .namespace .root.Release.Namespace -}}
{{- include "sqllint.shareFolder" .root -}}
{{- else -}}
{{- include "sqllint.shareSubPathOfOthers" .root | replace "{namespace}" .namespace -}}
{{- end -}}
{{- end -}}

{{/*
The namespaces whose folders the operator makes before it works, as JSON: it sees the volume of the release's namespace,
and with it the folders that are the volumes of the others where the chart makes those.
*/}}
{{- define "sqllint.sharePrepared" -}}
{{- if include "sqllint.shareIsStatic" . -}}
{{- include "sqllint.shareNamespaces" . -}}
{{- else -}}
{{- list .Release.Namespace | toJson -}}
{{- end -}}
{{- end -}}

{{/*
Makes folders of namespaces. Pods mount them by subPath, and one that is missing the kubelet would make as root, where no
runner may write. This container therefore sees the root of the share, and runs before anything mounts a folder.
Usage: include "sqllint.prepareShare" (dict "root" $ "image" IMAGE "folders" LIST)
*/}}
{{- define "sqllint.prepareShare" -}}
- name: prepare-share
  image: {{ .image }}
  imagePullPolicy: {{ .root.Values.image.pullPolicy }}
  command: [/bin/sh, -c]
  args:
    - |
      umask 002
      cd /root-of-share
      for namespace in $FOLDERS; do
        for folder in submissions archives results; do
          mkdir -p "$namespace/$folder" && touch "$namespace/$folder/.writable" && rm -f "$namespace/$folder/.writable" || {
            echo "uid 10001 cannot write to $namespace/$folder on the share: chown the share's root, or that folder, to 10001:10001"
            exit 1
          }
        done
      done
  env:
    - { name: FOLDERS, value: {{ join " " .folders | quote }} }
  terminationMessagePolicy: FallbackToLogsOnError
  resources:
    requests: { cpu: 10m, memory: 16Mi }
    limits: { cpu: 200m, memory: 64Mi }
  securityContext: {{- include "sqllint.containerSecurity" .root | nindent 4 }}
  volumeMounts:
    - { name: share, mountPath: /root-of-share }
{{- end -}}
