{{/*
A Job of a Helm hook that asks for pools. The argument is a dict with "root", "name", "hook", "args", "namespaces" (none: all) and "isOwn": whether it looks
into the namespace of the release alone, and needs no right elsewhere. It may list pools and nothing else. It ends before Helm gives up waiting, after five
minutes, and whatever it has left is gone after a day.
*/}}
{{- define "lotus-seal.check" -}}
{{- $root := .root }}
{{- $space := .root.Release.Namespace | quote }}
{{- $scope := ternary "" "Cluster" .isOwn }}
{{- $labels := include "lotus-seal.labels" (dict "root" .root "name" .name) }}
{{- $hook := dict "helm.sh/hook" .hook "helm.sh/hook-delete-policy" "before-hook-creation,hook-succeeded" }}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ .name }}
  namespace: {{ $space }}
  labels: {{- $labels | nindent 4 }}
  annotations: {{- merge (dict "helm.sh/hook-weight" "-2") $hook | toYaml | nindent 4 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ $scope }}Role
metadata:
  name: {{ .name }}
  {{- if .isOwn }}
  namespace: {{ $space }}
  {{- end }}
  labels: {{- $labels | nindent 4 }}
  annotations: {{- merge (dict "helm.sh/hook-weight" "-2") $hook | toYaml | nindent 4 }}
rules:
  - apiGroups: [lotusseal.io]
    resources: [sealworkers]
    verbs: [list]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: {{ $scope }}RoleBinding
metadata:
  name: {{ .name }}
  {{- if .isOwn }}
  namespace: {{ $space }}
  {{- end }}
  labels: {{- $labels | nindent 4 }}
  annotations: {{- merge (dict "helm.sh/hook-weight" "-1") $hook | toYaml | nindent 4 }}
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: {{ $scope }}Role, name: {{ .name }} }
subjects:
  - { kind: ServiceAccount, name: {{ .name }}, namespace: {{ $space }} }
---
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .name }}
  namespace: {{ $space }}
  labels: {{- $labels | nindent 4 }}
  # Helm prints what it says, which the reason for a refusal is.
  annotations: {{- merge (dict "helm.sh/hook-weight" "0" "helm.sh/hook-output-log-policy" "hook-failed") $hook | toYaml | nindent 4 }}
spec:
  backoffLimit: 0
  activeDeadlineSeconds: 270
  ttlSecondsAfterFinished: 86400
  template:
    metadata:
      labels: {{- $labels | nindent 8 }}
    spec:
      restartPolicy: Never
      serviceAccountName: {{ .name }}
      enableServiceLinks: false
      {{- include "lotus-seal.pullSecrets" .root | nindent 6 }}
      securityContext: {{- include "lotus-seal.podSecurity" . | nindent 8 }}
      {{- include "lotus-seal.placement" .root.Values.operator | nindent 6 }}
      containers:
        - name: pools
          image: {{ include "lotus-seal.operatorImage" .root | quote }}
          imagePullPolicy: {{ .root.Values.images.pullPolicy }}
          args:
            - pools
            {{- range .args }}
            - {{ . | quote }}
            {{- end }}
            {{- range .namespaces }}
            - {{ printf "--namespace=%s" . | quote }}
            {{- end }}
          # The last line of its output is in the state of the pod, too.
          terminationMessagePolicy: FallbackToLogsOnError
          resources:
            requests: { cpu: 10m, memory: 48Mi }
            limits: { cpu: "1", memory: 128Mi }
          securityContext: {{- include "lotus-seal.containerSecurity" . | nindent 12 }}
{{- end }}
