using Microsoft.Data.Sqlite;

namespace LotusSeal.Worker.Calls;

/// <summary>Reads a stored result from its row, piece by piece, over a connection of its own.</summary>
internal sealed class StoredResultStream : Stream
{
    private readonly SqliteConnection _connection;
    private readonly SqliteBlob _blob;

    private StoredResultStream(SqliteConnection connection, SqliteBlob blob) => (_connection, _blob) = (connection, blob);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Opens the result of a row.</summary>
    /// <exception cref="IOException">The row is gone or cannot be read.</exception>
    public static StoredResultStream Open(string path, long row)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
            DefaultTimeout = 30,
            Mode = SqliteOpenMode.ReadOnly,
        }.ToString());
        try
        {
            connection.Open();
            return new StoredResultStream(connection, new SqliteBlob(connection, "calls", "result", row, readOnly: true));
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new IOException($"{path}: the stored result cannot be read: {e.Message}", e);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return _blob.Read(buffer);
        }
        catch (SqliteException e)
        {
            throw new IOException($"the stored result cannot be read: {e.Message}", e);
        }
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _blob.Dispose();
            _connection.Dispose();
        }

        base.Dispose(disposing);
    }
}
