using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LotusSeal.Worker.Children;

/// <summary>
/// Messages over two pipes: <c>LS</c>, kind, a zero byte, length of the content as u32 LE, content. Reading is for one thread, writing for any.
/// </summary>
/// <param name="input">What the other side says.</param>
/// <param name="output">What is said to it.</param>
internal sealed class MessageChannel(Stream input, Stream output)
{
    /// <summary>Raised when worker and child of different builds would misunderstand each other.</summary>
    public const int Protocol = 5;

    /// <summary>Greatest input in bytes; a Commit1 output of the largest sectors has some 50 million.</summary>
    public const int MaxInput = 256 << 20;

    /// <summary>Greatest content of every other message, bytes.</summary>
    public const int MaxContent = 1 << 20;

    private const int HeadSize = 8;
    private readonly Lock _writing = new();

    /// <summary>Reads the next message; null when the other side has closed its end between two messages.</summary>
    /// <exception cref="InvalidDataException">What came is no message, or is cut off.</exception>
    public Message? Read()
    {
        Span<byte> head = stackalloc byte[HeadSize];
        int got = input.ReadAtLeast(head, HeadSize, throwOnEndOfStream: false);
        if (got == 0) return null;
        if (got < HeadSize) throw new InvalidDataException("a message is cut off");
        if (head[0] != 'L' || head[1] != 'S' || head[3] != 0)
            throw new InvalidDataException($"bytes that begin no message: {Convert.ToHexStringLower(head)}");
        MessageKind kind = (MessageKind)head[2];
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        if (length > (kind == MessageKind.Input ? MaxInput : MaxContent)) throw new InvalidDataException($"a message {kind} of {length} bytes");
        byte[] content = new byte[length];
        if (input.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) < content.Length)
            throw new InvalidDataException($"a message {kind} is cut off");
        return new Message(kind, content);
    }

    /// <summary>Writes a message; blocks while the pipe is full.</summary>
    /// <exception cref="IOException">The other side has gone.</exception>
    public void Write(MessageKind kind, ReadOnlySpan<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, kind == MessageKind.Input ? MaxInput : MaxContent);
        Span<byte> head = [(byte)'L', (byte)'S', (byte)kind, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], (uint)content.Length);
        lock (_writing)
        {
            output.Write(head);
            output.Write(content);
            output.Flush();
        }
    }

    /// <summary>Writes a request with its input, between which nothing else may come.</summary>
    /// <exception cref="IOException">The other side has gone.</exception>
    public void Write(ReadOnlySpan<byte> request, ReadOnlySpan<byte> input)
    {
        lock (_writing)
        {
            Write(MessageKind.Request, request);
            Write(MessageKind.Input, input);
        }
    }

    /// <summary>Says that a device is left alone; to nobody, where the other side has gone.</summary>
    public void TryWrite(RetiredDevice device)
    {
        try
        {
            Write(MessageKind.Retired, device, MessageJson.Default.RetiredDevice);
        }
        catch (IOException)
        {
            // The end of the other side is seen by who reads from it.
        }
    }

    /// <inheritdoc cref="Write(MessageKind, ReadOnlySpan{byte})"/>
    public void Write<T>(MessageKind kind, T content, JsonTypeInfo<T> type) => Write(kind, JsonSerializer.SerializeToUtf8Bytes(content, type));
}

/// <summary>One message.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record Message(MessageKind Kind, byte[] Content)
{
    /// <summary>The content of a message that is not plain bytes.</summary>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(Content, type) ?? throw new InvalidDataException($"a message {Kind} without content");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"a message {Kind} that cannot be read: {e.Message}", e);
        }
    }
}
