{{- define "forge.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* Labels by which a process is selected. Argument: (dict "root" $ "process" "api") */}}
{{- define "forge.selector" -}}
{{ include "forge.labels" .root }}
app.kubernetes.io/component: {{ .process }}
{{- end }}

{{- define "forge.name" -}}
{{ printf "%s-%s" .root.Release.Name .process | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Argument: (dict "root" $ "image" .Values.images.runner) */}}
{{- define "forge.image" -}}
{{- if .image.digest -}}
{{ .image.repository }}@{{ .image.digest }}
{{- else -}}
{{ .image.repository }}:{{ .image.tag | default .root.Chart.AppVersion }}
{{- end -}}
{{- end }}

{{- define "forge.environment" -}}
- { name: PANGEO_FORGE_DEPLOYMENT, value: {{ .Values.deployment | quote }} }
- { name: PANGEO_FORGE_PUBLIC_URL, value: {{ .Values.publicUrl | quote }} }
- { name: LOG_LEVEL, value: {{ .Values.logLevel | quote }} }
{{- end }}

{{/* A variable from a Secret. Argument: (dict "name" "REDIS_URL" "secret" "x") */}}
{{- define "forge.variable" -}}
- { name: {{ .name }}, valueFrom: { secretKeyRef: { name: {{ .secret | quote }}, key: {{ .name }} } } }
{{- end }}

{{- define "forge.decryption" -}}
{{- if . }}
envFrom:
  - secretRef: { name: {{ . | quote }} }
{{- end }}
{{- end }}

{{- define "forge.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
{{- end }}

{{- define "forge.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "forge.pullSecrets" -}}
{{- with .Values.images.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . | quote }}
{{- end }}
{{- end }}
{{- end }}

{{/* Pods restart when what they have read at their start changes. */}}
{{- define "forge.checksums" -}}
checksum/bakeries: {{ .Values.bakeries | toJson | sha256sum }}
{{- end }}
