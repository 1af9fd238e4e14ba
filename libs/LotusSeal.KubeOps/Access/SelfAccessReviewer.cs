using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using k8s.Models;
using LotusSeal.KubeOps.Client;

namespace LotusSeal.KubeOps.Access;

/// <summary>
/// Asks the API server with the token itself, by a SelfSubjectAccessReview: what is not this process's to know needs no right of this process.
/// </summary>
/// <param name="connection">Without credentials of its own: what it proved would be taken for the token's owner.</param>
public sealed class SelfAccessReviewer(ApiConnection connection) : IAccessReviewer
{
    private const string Path = "apis/authorization.k8s.io/v1/selfsubjectaccessreviews", MediaType = "application/json";

    private static readonly EntityDefinition<V1SelfSubjectAccessReview> Kind = new(KubeJson.Options(), namespaced: false);

    /// <inheritdoc/>
    public async Task<AccessVerdict> AskAsync(string token, AccessQuestion question, CancellationToken cancellationToken)
    {
        using Deadline deadline = new(connection.RequestTimeout, connection.Time, cancellationToken);
        try
        {
            using ByteArrayContent content = new(Body(question));
            content.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
            using HttpResponseMessage response =
                await connection.SendAsync(HttpMethod.Post, Path, content, new AuthenticationHeaderValue("Bearer", token), deadline.Token);
            await using Stream stream = await response.Content.ReadAsStreamAsync(deadline.Token);
            V1SelfSubjectAccessReview? review = await JsonSerializer.DeserializeAsync(stream, Kind.JsonType, deadline.Token);
            return review?.Status?.Allowed == true ? AccessVerdict.Allowed : AccessVerdict.Denied;
        }
        catch (KubernetesApiException error) when (error.StatusCode == HttpStatusCode.Unauthorized)
        {
            return AccessVerdict.Unknown;
        }
        catch (KubernetesApiException error) when (error.StatusCode == HttpStatusCode.Forbidden)
        {
            // Who may not even ask about himself may do nothing.
            return AccessVerdict.Denied;
        }
        catch (KubernetesApiException error)
        {
            throw new AccessUnansweredException($"the API server answers with {(int)error.StatusCode}", error);
        }
        catch (OperationCanceledException error) when (deadline.Passed)
        {
            throw new AccessUnansweredException($"the API server has not answered within {connection.RequestTimeout.TotalSeconds:0.#} s", error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new AccessUnansweredException("the API server cannot be reached", error);
        }
        catch (JsonException error)
        {
            throw new AccessUnansweredException("the API server's answer makes no sense", error);
        }
    }

    private static byte[] Body(AccessQuestion question) => JsonSerializer.SerializeToUtf8Bytes(new V1SelfSubjectAccessReview
    {
        ApiVersion = Kind.Metadata.GroupWithVersion,
        Kind = Kind.Metadata.Kind,
        Spec = new V1SelfSubjectAccessReviewSpec
        {
            ResourceAttributes = new V1ResourceAttributes
            {
                Verb = question.Verb,
                Group = question.Group,
                Resource = question.Resource,
                NamespaceProperty = question.Namespace,
            },
        },
    }, Kind.JsonType);
}
