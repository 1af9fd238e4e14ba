{{/*
A Job of a Helm hook that asks for the pools that the operator looks after; the argument is a dict with "root", "name", "hook" and "args". It may list
pools and nothing else.
*/}}
{{- define "lotus-seal.check" -}}
{{- $root := .root }}
{{- $labels := include "lotus-seal.labels" (dict "root" .root "name" .name) }}
{{- $hook := dict "helm.sh/hook" .hook "helm.sh/hook-delete-policy" "before-hook-creation,hook-succeeded" }}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- $labels | nindent 4 }}
  annotations: {{- merge (dict "helm.sh/hook-weight" "-2") $hook | toYaml | nindent 4 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: {{ .name }}
  labels: {{- $labels | nindent 4 }}
  annotations: {{- merge (dict "helm.sh/hook-weight" "-2") $hook | toYaml | nindent 4 }}
rules:
  - apiGroups: [lotusseal.io]
    resources: [sealworkers]
    verbs: [list]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: {{ .name }}
  labels: {{- $labels | nindent 4 }}
  annotations: {{- merge (dict "helm.sh/hook-weight" "-1") $hook | toYaml | nindent 4 }}
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {{ .name }} }
subjects:
  - { kind: ServiceAccount, name: {{ .name }}, namespace: {{ .root.Release.Namespace }} }
---
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels: {{- $labels | nindent 4 }}
  annotations: {{- merge (dict "helm.sh/hook-weight" "0") $hook | toYaml | nindent 4 }}
spec:
  backoffLimit: 0
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
            {{- range .root.Values.operator.namespaces }}
            - {{ printf "--namespace=%s" . | quote }}
            {{- end }}
          # The last line of its output is in the state of the pod, too.
          terminationMessagePolicy: FallbackToLogsOnError
          resources:
            requests: { cpu: 10m, memory: 48Mi }
            limits: { memory: 128Mi }
          securityContext: {{- include "lotus-seal.containerSecurity" . | nindent 12 }}
{{- end }}
