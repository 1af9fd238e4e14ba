using System.Text;
using System.Text.Json;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>Reads the few JSON forms of a Commit1 output with exact counts; errors name the place.</summary>
internal ref struct Commit1JsonReader
{
    private const int MaxDepth = 32;
    private readonly List<(string? Name, int Index)> _path = [];
    private Utf8JsonReader _reader;

    public Commit1JsonReader(ReadOnlySpan<byte> json)
    {
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        Advance();
    }

    /// <summary>Enters an object; follow with <see cref="NextMember"/> until it returns false.</summary>
    public void BeginObject()
    {
        Require(JsonTokenType.StartObject, "an object");
        _path.Add((null, 0));
        Advance();
    }

    /// <summary>Goes to the value of the next member.</summary>
    public bool NextMember()
    {
        if (_reader.TokenType == JsonTokenType.EndObject)
        {
            _path.RemoveAt(_path.Count - 1);
            Advance();
            return false;
        }
        string name = Unescaped();
        _path[^1] = (name.Length > 64 ? name[..64] : name, -1);
        Advance();
        return true;
    }

    /// <summary>True when the current member has this name.</summary>
    public readonly bool Is(string name) => _path[^1].Name == name;

    /// <summary>Reads an array of exactly <paramref name="count"/> items.</summary>
    public TItem[] Items<TItem>(int count, ItemReader<TItem> read)
    {
        Require(JsonTokenType.StartArray, $"an array of {count}");
        Advance();
        TItem[] items = new TItem[count];
        _path.Add((null, 0));
        for (int i = 0; i < count; i++)
        {
            _path[^1] = (null, i);
            if (_reader.TokenType == JsonTokenType.EndArray) throw Wrong($"has only {i} of {count} items", parent: true);
            items[i] = read(ref this);
        }
        if (_reader.TokenType != JsonTokenType.EndArray) throw Wrong($"has more than {count} items", parent: true);
        _path.RemoveAt(_path.Count - 1);
        Advance();
        return items;
    }

    /// <summary>Reads count nodes, 32 integers each.</summary>
    public byte[] Nodes(int count)
    {
        byte[][] nodes = Items(count, static (ref Commit1JsonReader cursor) => cursor.NodeBytes());
        return nodes.Length == 1 ? nodes[0] : [.. nodes.SelectMany(node => node)];
    }

    /// <summary>Reads one node.</summary>
    public Digest Node() => new(NodeBytes());

    /// <summary>Reads an unsigned integer up to a bound.</summary>
    public ulong Number(ulong max)
    {
        Require(JsonTokenType.Number, "a number");
        if (!_reader.TryGetUInt64(out ulong value) || value > max) throw Wrong($"is not an integer from 0 to {max}");
        Advance();
        return value;
    }

    /// <summary>Reads a text.</summary>
    public string Text()
    {
        Require(JsonTokenType.String, "a string");
        string text = Unescaped();
        Advance();
        return text;
    }

    /// <summary>Passes over a member that means nothing here.</summary>
    public void Skip()
    {
        try
        {
            _reader.Skip();
        }
        catch (JsonException exception)
        {
            throw NotJson(exception);
        }
        Advance();
    }

    /// <summary>The error of a member that did not come.</summary>
    public readonly SealingException Missing(string name) =>
        new($"The Commit1 output lacks {Path(_path.Count)}{(_path.Count > 0 ? "." : "")}{name}.");

    /// <summary>A value that was found, or the error that it is missing.</summary>
    public readonly TValue Found<TValue>(TValue? value, string name) where TValue : class => value ?? throw Missing(name);

    private readonly string Unescaped()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            // Half a surrogate pair or wrong UTF-8, which the reader passes over.
            throw NotJson(exception);
        }
    }

    private byte[] NodeBytes()
    {
        Require(JsonTokenType.StartArray, "an array of 32 bytes");
        byte[] bytes = new byte[Digest.Size];
        for (int i = 0; i < bytes.Length; i++)
        {
            Advance();
            if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetByte(out bytes[i])) throw Wrong("is not an array of 32 bytes");
        }
        Advance();
        if (_reader.TokenType != JsonTokenType.EndArray) throw Wrong("is not an array of 32 bytes");
        Advance();
        return bytes;
    }

    /// <summary>Past the last token the reader stays at the end.</summary>
    private void Advance()
    {
        try
        {
            _reader.Read();
        }
        catch (JsonException exception)
        {
            throw NotJson(exception);
        }
    }

    private readonly void Require(JsonTokenType type, string expected)
    {
        if (_reader.TokenType != type) throw Wrong($"is not {expected}");
    }

    private readonly SealingException Wrong(string what, bool parent = false)
    {
        string path = Path(parent ? _path.Count - 1 : _path.Count);
        return new SealingException(path.Length == 0 ? $"The Commit1 output {what}." : $"The Commit1 output's {path} {what}.");
    }

    private static SealingException NotJson(Exception exception) => new($"The Commit1 output is not JSON: {exception.Message}", exception);

    private readonly string Path(int length)
    {
        StringBuilder text = new();
        foreach ((string? name, int index) in _path.Take(length))
        {
            if (name is null) text.Append('[').Append(index).Append(']');
            else text.Append(text.Length > 0 ? "." : "").Append(name);
        }
        return text.ToString();
    }

    /// <summary>Reads one item of an array.</summary>
    internal delegate TItem ItemReader<TItem>(ref Commit1JsonReader cursor);
}
