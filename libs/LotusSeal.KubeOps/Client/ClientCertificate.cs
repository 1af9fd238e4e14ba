using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s;

namespace LotusSeal.KubeOps.Client;

/// <summary>The certificate with which a kubeconfig proves who is asking; the package keeps its own way to read it to itself.</summary>
internal static class ClientCertificate
{
    /// <summary>The certificate, or null where the configuration has another way to prove it.</summary>
    public static X509Certificate2? Of(KubernetesClientConfiguration configuration)
    {
        string? certificate = Pem(configuration.ClientCertificateData, configuration.ClientCertificateFilePath);
        string? key = Pem(configuration.ClientCertificateKeyData, configuration.ClientKeyFilePath);
        return certificate is null || key is null ? null : X509Certificate2.CreateFromPem(certificate, key);
    }

    private static string? Pem(string? data, string? file)
    {
        if (!string.IsNullOrEmpty(data)) return Encoding.ASCII.GetString(Convert.FromBase64String(data));
        return string.IsNullOrEmpty(file) ? null : File.ReadAllText(file);
    }
}
