{{/* Names are fixed: the operator looks for its lease, its certificates and its webhook configuration by them. One operator a cluster. */}}
{{- define "lotus-seal.operator" -}}lotus-seal-operator{{- end }}

{{- define "lotus-seal.miner" -}}lotus-miner{{- end }}

{{/* A version as a label may be: one of a build of somebody's own may be long, and have a plus. */}}
{{- define "lotus-seal.labelValue" -}}
{{- . | replace "+" "_" | trunc 63 | regexFind "^.*[A-Za-z0-9]" | quote -}}
{{- end }}

{{/* Labels of an object; the argument is its part, as a dict with "root" and "name". */}}
{{- define "lotus-seal.labels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/part-of: lotusseal
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
app.kubernetes.io/version: {{ include "lotus-seal.labelValue" .root.Chart.AppVersion }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ include "lotus-seal.labelValue" (printf "%s-%s" .root.Chart.Name .root.Chart.Version) }}
{{- end }}

{{/* Labels of a pod: nothing that every version of the chart changes, or each upgrade would start it anew. */}}
{{- define "lotus-seal.podLabels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/part-of: lotusseal
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
{{- end }}

{{/* An image; the argument is a dict with "root", "image" (may be empty) and "name". */}}
{{- define "lotus-seal.image" -}}
{{- .image | default (printf "%s/%s:%s" (trimSuffix "/" .root.Values.images.registry) .name .root.Values.images.tag) -}}
{{- end }}

{{- define "lotus-seal.operatorImage" -}}
{{- include "lotus-seal.image" (dict "root" . "image" .Values.operator.image "name" "lotus-seal-operator") -}}
{{- end }}

{{- define "lotus-seal.pullSecrets" -}}
{{- with .Values.images.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . | quote }}
{{- end }}
{{- end }}
{{- end }}

{{/* The restricted profile of Pod Security. */}}
{{- define "lotus-seal.podSecurity" -}}
runAsNonRoot: true
runAsUser: 532
runAsGroup: 532
fsGroup: 532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "lotus-seal.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Where pods run; the argument is the part of the values. */}}
{{- define "lotus-seal.placement" -}}
{{- with .nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- end }}

{{/*
Objects of a manifest of config/, in the namespace of the release; the argument is a dict with "root" and "file". They are the very files that
people without Helm apply.
*/}}
{{- define "lotus-seal.plain" -}}
{{- $root := .root -}}
{{- $usual := "lotusseal-system" -}}
{{- range $text := regexSplit "(?m)^---$" (.root.Files.Get .file) -1 }}
{{- $object := fromYaml $text -}}
{{- if $object }}
{{- include "lotus-seal.release" (dict "root" $root "object" $object "usual" $usual) }}
---
{{ toYaml $object }}
{{- end }}
{{- end }}
{{- end }}

{{/* Sets labels and the namespace of the release in an object of config/. */}}
{{- define "lotus-seal.release" -}}
{{- $namespace := .root.Release.Namespace -}}
{{- $labels := include "lotus-seal.labels" (dict "root" .root "name" "lotus-seal-operator") | fromYaml -}}
{{- $_ := set .object.metadata "labels" (merge (.object.metadata.labels | default dict) $labels) -}}
{{- if eq (.object.metadata.namespace | default "") .usual }}{{- $_ := set .object.metadata "namespace" $namespace }}{{- end }}
{{- range .object.subjects }}{{- if .namespace }}{{- $_ := set . "namespace" $namespace }}{{- end }}{{- end }}
{{- range .object.webhooks }}{{- $_ := set .clientConfig.service "namespace" $namespace }}{{- end }}
{{- end }}

{{- define "lotus-seal.minerEnv" -}}
- name: LOTUS_MINER_PATH
  value: /var/lib/lotus-miner
{{- if eq .Values.miner.kind "Lotus" }}
- name: FULLNODE_API_INFO
  valueFrom:
    secretKeyRef:
      name: {{ .Values.miner.fullNode.secretName | quote }}
      key: {{ .Values.miner.fullNode.key | quote }}
- name: TMPDIR
  value: /tmp
{{- end }}
{{- if and (eq .Values.miner.kind "Lotus") .Values.parameters.enabled }}
- name: FIL_PROOFS_PARAMETER_CACHE
  value: /var/tmp/filecoin-proof-parameters
{{- end }}
{{- with .Values.miner.env }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "lotus-seal.minerMounts" -}}
- name: repository
  mountPath: /var/lib/lotus-miner
- name: tmp
  mountPath: /tmp
{{- if and (eq .Values.miner.kind "Lotus") .Values.parameters.enabled }}
- name: parameters
  mountPath: /var/tmp/filecoin-proof-parameters
  readOnly: true
{{- end }}
{{- end }}

{{/* Writes the miner's token into the Secret that pools name. It reads the repository and may write that Secret, nothing else. */}}
{{- define "lotus-seal.tokenContainer" -}}
- name: token
  image: {{ include "lotus-seal.operatorImage" . | quote }}
  imagePullPolicy: {{ .Values.images.pullPolicy }}
  args:
    - publish-token
    - --file=/var/lib/lotus-miner/token
    - --secret={{ .Values.miner.tokenSecretName }}
    {{- if .Values.miner.persistence.enabled }}
    - --once
    {{- end }}
  securityContext: {{- include "lotus-seal.containerSecurity" . | nindent 4 }}
  resources:
    requests: { cpu: 10m, memory: 48Mi }
    limits: { cpu: "1", memory: 128Mi }
  volumeMounts:
    - name: repository
      mountPath: /var/lib/lotus-miner
      readOnly: true
    - name: account
      mountPath: /var/run/secrets/kubernetes.io/serviceaccount
      readOnly: true
{{- end }}

{{- define "lotus-seal.accountVolume" -}}
- name: account
  projected:
    sources:
      - serviceAccountToken:
          path: token
          expirationSeconds: 3600
      - configMap:
          name: kube-root-ca.crt
          items: [{ key: ca.crt, path: ca.crt }]
      - downwardAPI:
          items: [{ path: namespace, fieldRef: { fieldPath: metadata.namespace } }]
{{- end }}
