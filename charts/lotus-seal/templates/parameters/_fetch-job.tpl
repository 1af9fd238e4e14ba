{{/* Specification of the Job that fetches proof parameters. */}}
{{- define "lotus-seal.fetchJob" -}}
{{- $parameters := .Values.parameters -}}
backoffLimit: 20
template:
  metadata:
    labels: {{- include "lotus-seal.podLabels" (dict "root" . "name" "proof-parameters") | nindent 6 }}
  spec:
    restartPolicy: OnFailure
    automountServiceAccountToken: false
    enableServiceLinks: false
    {{- include "lotus-seal.pullSecrets" . | nindent 4 }}
    securityContext: {{- include "lotus-seal.podSecurity" . | nindent 6 }}
    {{- include "lotus-seal.placement" $parameters | nindent 4 }}
    containers:
      - name: fetch
        image: {{ $parameters.image | default .Values.operator.lotusImage | default "filecoin/lotus-all-in-one:stable" | quote }}
        imagePullPolicy: {{ .Values.images.pullPolicy }}
        command: [lotus, fetch-params, {{ $parameters.sectorSize | quote }}]
        env:
          - name: FIL_PROOFS_PARAMETER_CACHE
            value: /var/tmp/filecoin-proof-parameters
          - name: TMPDIR
            value: /tmp
          {{- with $parameters.gateway }}
          - name: IPFS_GATEWAY
            value: {{ . | quote }}
          {{- end }}
          {{- with $parameters.env }}
          {{- toYaml . | nindent 10 }}
          {{- end }}
        securityContext: {{- include "lotus-seal.containerSecurity" . | nindent 10 }}
        resources: {{- toYaml $parameters.resources | nindent 10 }}
        volumeMounts:
          - name: parameters
            mountPath: /var/tmp/filecoin-proof-parameters
          - name: tmp
            mountPath: /tmp
    volumes:
      - name: parameters
        persistentVolumeClaim:
          claimName: {{ $parameters.claimName | quote }}
      - name: tmp
        emptyDir: {}
{{- end }}
