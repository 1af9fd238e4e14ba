using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using k8s.Exceptions;
using LotusSeal.KubeOps.Client;
using LotusSeal.Operator.Explain;

namespace LotusSeal.Operator.Plugin.Access;

/// <summary>Says what is wrong when the API server does not do what it is asked for, and what helps.</summary>
/// <param name="host">The address of the API server.</param>
/// <param name="hints">Commands to copy.</param>
internal sealed class ApiFaults(string host, CommandHints hints)
{
    /// <summary>Does something with the API server.</summary>
    /// <param name="request">What, for the explanation.</param>
    /// <param name="work">Does it.</param>
    /// <param name="cancellationToken">What ends the work by the user's wish is no fault.</param>
    /// <exception cref="PluginException">It fails.</exception>
    /// <exception cref="UnreachableException">The server does not answer, or not now.</exception>
    /// <exception cref="ChangedMeanwhileException">Somebody else was quicker.</exception>
    public async Task<T> ExplainAsync<T>(ApiRequest request, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (KubernetesApiException error)
        {
            throw Explain(request, error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or TimeoutException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new UnreachableException($"no answer from {host}: {Innermost(error)}", error);
        }
        catch (KubernetesClientException error)
        {
            // The program of the kubeconfig that brings a token has failed.
            throw new PluginException($"no credentials for {host}: {error.Message}", error);
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw new PluginException($"cannot read what {host} has ({request}): {error.Message}; "
                + "program and resource definition may be of different versions", error);
        }
    }

    /// <summary>Makes the connection.</summary>
    public ApiConnection Connect(Func<ApiConnection> make)
    {
        try
        {
            return make();
        }
        catch (Exception error) when (error is ArgumentException or UriFormatException or CryptographicException or FormatException or IOException
            or UnauthorizedAccessException)
        {
            throw new PluginException($"cannot connect to {host}: {(error is FormatException ? "a key cannot be read" : error.Message)}", error);
        }
    }

    private Exception Explain(ApiRequest request, KubernetesApiException error)
    {
        if (error.IsConflict || error.IsOfAnother) return new ChangedMeanwhileException(request.ToString());
        switch (error.StatusCode)
        {
            case HttpStatusCode.Unauthorized:
                return new PluginException($"{host} does not take your credentials: log in again, or give another --context", error);
            case HttpStatusCode.Forbidden:
                return new PluginException($"you may not {request}: ask for a role with the verb '{request.Verb}' on '{request.Resource}'; "
                    + $"{Check(request)} tests it", error);
            case HttpStatusCode.NotFound when request is { Resource: ApiRequest.Pools, Name: null }:
                return new PluginException($"this cluster does not know {ApiRequest.Pools}: the operator is not installed in it "
                    + $"({hints.KubectlAnywhere("config current-context")} names the context)", error);
            case HttpStatusCode.NotFound:
                return new PluginException($"{request.Resource} '{request.Name}' is gone from {request.Where}", error);
            default:
                return error.IsTransient ? new UnreachableException($"cannot {request} now: {error.Message}", error)
                    : new PluginException($"cannot {request}: {error.Message}", error);
        }
    }

    private string Check(ApiRequest request)
    {
        string command = $"auth can-i {request.Verb} {request.Resource}";
        return request.Namespace is null ? hints.KubectlAnywhere($"{command} -A") : hints.Kubectl(request.Namespace, command);
    }

    private static string Innermost(Exception error)
    {
        while (error is HttpRequestException && error.InnerException is { } inner) error = inner;
        return error.Message;
    }
}
