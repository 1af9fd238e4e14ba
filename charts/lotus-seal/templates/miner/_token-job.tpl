{{/* Specification of the Job that writes the token of a miner with a claim. */}}
{{- define "lotus-seal.tokenJob" -}}
{{- $claim := .Values.miner.persistence.existingClaim | default (printf "repository-%s-0" (include "lotus-seal.miner" .)) -}}
backoffLimit: 20
template:
  metadata:
    labels: {{- include "lotus-seal.podLabels" (dict "root" . "name" "lotus-miner-token") | nindent 6 }}
  spec:
    restartPolicy: OnFailure
    serviceAccountName: {{ include "lotus-seal.miner" . }}
    automountServiceAccountToken: false
    enableServiceLinks: false
    {{- include "lotus-seal.pullSecrets" . | nindent 4 }}
    securityContext: {{- include "lotus-seal.podSecurity" . | nindent 6 }}
    # The volume may be one that is mounted at one node at a time.
    affinity:
      podAffinity:
        requiredDuringSchedulingIgnoredDuringExecution:
          - topologyKey: kubernetes.io/hostname
            labelSelector:
              matchLabels: {{- include "lotus-seal.podLabels" (dict "root" . "name" "lotus-miner") | nindent 16 }}
    {{- with .Values.miner.tolerations }}
    tolerations: {{- toYaml . | nindent 6 }}
    {{- end }}
    containers:
      {{- include "lotus-seal.tokenContainer" . | nindent 6 }}
    volumes:
      - name: repository
        persistentVolumeClaim:
          claimName: {{ $claim | quote }}
      {{- include "lotus-seal.accountVolume" . | nindent 6 }}
{{- end }}
