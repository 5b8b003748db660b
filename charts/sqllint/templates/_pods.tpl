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

{{/*
Makes the folders of the namespace. Pods mount them by subPath, and one that is missing the kubelet would make as root,
where no runner may write. This container therefore sees the root of the share, and runs before anything mounts a folder.
Usage: include "sqllint.prepareShare" (dict "root" $ "image" IMAGE)
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
      for folder in submissions archives results; do
        mkdir -p "$FOLDER/$folder" && touch "$FOLDER/$folder/.writable" && rm "$FOLDER/$folder/.writable" || {
          echo "uid 10001 cannot write to $FOLDER/$folder on the share: chown the share's root, or that folder, to 10001:10001"
          exit 1
        }
      done
  env:
    - { name: FOLDER, value: {{ include "sqllint.shareFolder" .root | quote }} }
  terminationMessagePolicy: FallbackToLogsOnError
  resources:
    requests: { cpu: 10m, memory: 16Mi }
    limits: { cpu: 200m, memory: 64Mi }
  securityContext: {{- include "sqllint.containerSecurity" .root | nindent 4 }}
  volumeMounts:
    - { name: share, mountPath: /root-of-share }
{{- end -}}
