using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using LotusSeal.Lotus.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LotusSeal.Lotus.Rpc;

/// <summary>Answers one POST with a request or a batch (protocol spec 2.2, 2.3). As with Go, the HTTP method itself is not looked at.</summary>
internal sealed class PostHandler(RpcDispatcher dispatcher, RpcServerOptions options, RpcOrigin origin)
{
    private readonly long _maxBytes = options.MaxBytesOf(origin.Permission);

    public async Task RunAsync(HttpContext context)
    {
        ReadOnlyMemory<byte>? body = await ReadBodyAsync(context);
        if (body is not { } bytes)
        {
            RpcAnswer tooBig = RpcAnswer.Failed(RpcId.None, RpcCodes.ParseError, $"request bigger than maximum {_maxBytes} allowed");
            await AnswerAsync(context, tooBig.HttpStatus, tooBig.ToJson());
            return;
        }

        ReadOnlyMemory<byte> trimmed = bytes.Trim(" \t\r\n\v\f"u8.ToArray());
        if (trimmed.IsEmpty) await RefuseAsync(context, RpcCodes.InvalidRequest, "Invalid request");
        else if (trimmed.Span[0] == '[' && trimmed.Span[^1] == ']') await RunBatchAsync(context, trimmed);
        else await RunOneAsync(context, trimmed);
    }

    private async Task RunOneAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        using JsonDocument? document = Parse(body.Span);
        RpcRequest? request = document is null ? null : RpcRequest.Read(document.RootElement);
        if (request is null)
        {
            await RefuseAsync(context, RpcCodes.ParseError, "Parse error");
            return;
        }

        RpcAnswer answer = await dispatcher.DispatchAsync(request.Value, origin, context.RequestAborted);
        if (answer.Drop) context.Abort();
        else if (answer.IsSilent) await AnswerAsync(context, StatusCodes.Status200OK, default);
        else await AnswerAsync(context, answer.HttpStatus, answer.ToJson());
    }

    private async Task RunBatchAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        using JsonDocument? document = Parse(body.Span);
        RpcRequest?[]? requests = document?.RootElement.EnumerateArray().Select(RpcRequest.Read).ToArray();
        if (requests is null || Array.Exists(requests, request => request is null))
        {
            await RefuseAsync(context, RpcCodes.ParseError, "Parse error");
            return;
        }

        if (requests.Length == 0)
        {
            await RefuseAsync(context, RpcCodes.InvalidRequest, "Invalid request");
            return;
        }

        ArrayBufferWriter<byte> answers = new();
        answers.Write("["u8);
        foreach (RpcRequest? request in requests)
        {
            RpcAnswer answer = await dispatcher.DispatchAsync(request!.Value, origin, context.RequestAborted);
            if (answer.Drop)
            {
                context.Abort();
                return;
            }

            if (answer.IsSilent) continue;
            if (answers.WrittenCount > 1) answers.Write(","u8);
            answers.Write(answer.ToJson());
        }

        answers.Write("]"u8);
        await AnswerAsync(context, StatusCodes.Status200OK, answers.WrittenMemory);
    }

    /// <summary>The first JSON value of the text; what follows it is ignored, as Go's decoder does.</summary>
    private static JsonDocument? Parse(ReadOnlySpan<byte> text)
    {
        try
        {
            Utf8JsonReader reader = new(text, new JsonReaderOptions { MaxDepth = LotusJson.Options.MaxDepth, AllowMultipleValues = true });
            return JsonDocument.TryParseValue(ref reader, out JsonDocument? document) ? document : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The whole body, or null when it is larger than allowed.</summary>
    private async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        if (context.Request.ContentLength > _maxBytes) return null;
        PipeReader reader = context.Request.BodyReader;
        while (true)
        {
            ReadResult read = await reader.ReadAsync(context.RequestAborted);
            byte[]? body = read.IsCompleted && read.Buffer.Length <= _maxBytes ? read.Buffer.ToArray() : null;
            bool isTooBig = read.Buffer.Length > _maxBytes;
            reader.AdvanceTo(body is null && !isTooBig ? read.Buffer.Start : read.Buffer.End, read.Buffer.End);
            if (body is not null) return body;
            if (isTooBig) return null;
        }
    }

    private static Task RefuseAsync(HttpContext context, int code, string message)
    {
        RpcAnswer answer = RpcAnswer.Failed(RpcId.None, code, message);
        return AnswerAsync(context, answer.HttpStatus, answer.ToJson());
    }

    private static async Task AnswerAsync(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        if (context.RequestAborted.IsCancellationRequested) return;
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
