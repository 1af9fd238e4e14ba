using System.Text.Json;
using KubeOps.Operator.Web.Webhooks.Admission.Validation;
using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Observability;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LotusSeal.KubeOps.Webhooks;

/// <summary>Takes reviews over HTTP. Whatever comes, it answers: within the deadline, and with what went wrong.</summary>
/// <param name="handlers">One for each path.</param>
/// <param name="options">Limits.</param>
/// <param name="time">Measures the deadline.</param>
/// <param name="logger">Told of what is no review, and of what broke.</param>
internal sealed class AdmissionEndpoint(
    IReadOnlyList<IAdmissionHandler> handlers, WebhookServerOptions options, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly Dictionary<string, IAdmissionHandler> _handlers = handlers.ToDictionary(handler => handler.Path);
    private readonly SemaphoreSlim _places = new(options.AtOnce);

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (!_handlers.TryGetValue(context.Request.Path, out IAdmissionHandler? handler)) context.Response.StatusCode = StatusCodes.Status404NotFound;
        else if (!HttpMethods.IsPost(context.Request.Method)) context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        else await HandleAsync(context, handler);
    }

    private async Task HandleAsync(HttpContext context, IAdmissionHandler handler)
    {
        using Deadline deadline = new(options.Deadline, time, context.RequestAborted);
        try
        {
            await _places.WaitAsync(deadline.Token);
            try
            {
                await AnswerAsync(context, handler, deadline.Token);
            }
            finally
            {
                _places.Release();
            }
        }
        catch (MalformedReviewException error)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, error.Message);
        }
        catch (BadHttpRequestException error)
        {
            await RefuseAsync(context, error.StatusCode, error.Message);
        }
        catch (OperationCanceledException) when (deadline.Passed)
        {
            // No answer of ours: what then happens is for the failure policy of the configuration to say.
            await RefuseAsync(context, StatusCodes.Status504GatewayTimeout, $"no answer within {options.Deadline.TotalSeconds:0.#} s");
        }
        catch (Exception error) when (context.RequestAborted.IsCancellationRequested || error is IOException)
        {
            // Nobody waits for an answer any more.
            context.Abort();
        }
    }

    private async Task AnswerAsync(HttpContext context, IAdmissionHandler handler, CancellationToken cancellationToken)
    {
        using JsonDocument document = await ReadAsync(context, cancellationToken);
        AdmissionRequest request = AdmissionRequest.Of(document.RootElement);
        ValidationResult result = await JudgeAsync(handler, request, cancellationToken);
        byte[] answer = AdmissionAnswer.Of(request.Uid, result);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, cancellationToken);
    }

    private static async Task<JsonDocument> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, default, cancellationToken);
        }
        catch (JsonException error)
        {
            throw new MalformedReviewException(error.Message);
        }
    }

    private async Task<ValidationResult> JudgeAsync(IAdmissionHandler handler, AdmissionRequest request, CancellationToken cancellationToken)
    {
        try
        {
            // A handler that does not look at the token holds nobody up but itself.
            return await handler.ReviewAsync(request, cancellationToken).WaitAsync(cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            logger.ReviewBroke(handler.Path, request.Namespace ?? "", request.Name, error);
            return new ValidationResult
            {
                Valid = false,
                StatusCode = StatusCodes.Status500InternalServerError,
                StatusMessage = "the operator's check of it broke, which is a fault of the operator; its log has the reason",
            };
        }
    }

    private async Task RefuseAsync(HttpContext context, int status, string problem)
    {
        logger.ReviewRefused(context.Request.Path, $"{context.Connection.RemoteIpAddress}", status, problem);
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        await context.Response.WriteAsync(problem, context.RequestAborted);
    }
}
