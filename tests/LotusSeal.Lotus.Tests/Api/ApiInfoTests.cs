using FsCheck.Xunit;
using LotusSeal.Lotus.Api;

namespace LotusSeal.Lotus.Tests.Api;

/// <summary>Finding the miner (protocol spec 1.5).</summary>
public sealed class ApiInfoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("eyJ.a.b:/ip4/10.0.0.5/tcp/2345/http", "eyJ.a.b", "ws://10.0.0.5:2345/rpc/v0", "http://10.0.0.5:2345/rpc/v0")]
    [InlineData("eyJ.a.b:/dns/lotus-miner/tcp/2345/http", "eyJ.a.b", "ws://lotus-miner:2345/rpc/v0", "http://lotus-miner:2345/rpc/v0")]
    [InlineData("opaque:http://lotus-miner:2345", "opaque", "http://lotus-miner:2345/rpc/v0", "http://lotus-miner:2345/rpc/v0")]
    [InlineData("opaque:https://miner/", "opaque", "https://miner/rpc/v0", "https://miner/rpc/v0")]
    [InlineData("t:http://h:1/rpc/v0", "t", "http://h:1/rpc/v0", "http://h:1/rpc/v0")]
    [InlineData("t:http://h:1/prefix/", "t", "http://h:1/prefix/rpc/v0", "http://h:1/prefix/rpc/v0")]
    [InlineData("/ip4/127.0.0.1/tcp/2345", null, "ws://127.0.0.1:2345/rpc/v0", "http://127.0.0.1:2345/rpc/v0")]
    [InlineData("ws://h:80", null, "ws://h:80/rpc/v0", "http://h:80/rpc/v0")]
    [InlineData("t:/ip6/::1/tcp/99", "t", "ws://[::1]:99/rpc/v0", "http://[::1]:99/rpc/v0")]
    [InlineData("t:/dns4/h/tcp/443/wss", "t", "wss://h:443/rpc/v0", "https://h:443/rpc/v0")]
    [InlineData("t:/dns6/h/tcp/1/tls/http", "t", "wss://h:1/rpc/v0", "https://h:1/rpc/v0")]
    [InlineData("a:/ip4/1.2.3.4/tcp/1,b:/ip4/1.2.3.5/tcp/2", "a", "ws://1.2.3.4:1/rpc/v0", "http://1.2.3.4:1/rpc/v0")]
    [InlineData(":/ip4/1.2.3.4/tcp/1", null, "ws://1.2.3.4:1/rpc/v0", "http://1.2.3.4:1/rpc/v0")]
    public void Values_are_read_as_lotus_reads_them(string text, string? token, string url, string worker)
    {
        ApiInfo info = ApiInfo.Parse(text);
        Assert.Equal(token, info.Token);
        Assert.Equal(new Uri(url), info.ToRpcUrl());
        Assert.Equal(new Uri(worker), info.ToHttp().ToRpcUrl());
        Assert.Equal(token, info.ToHttp().Token);
    }

    [Theory]
    [InlineData("secret:")]
    [InlineData("secret:nonsense")]
    [InlineData("secret:/ip4/10.0.0.5")]
    [InlineData("secret:/ip4/10.0.5/tcp/1")]
    [InlineData("secret:/ip4/::1/tcp/1")]
    [InlineData("secret:/ip6/1.2.3.4/tcp/1")]
    [InlineData("secret:/ip4/10.0.0.5/udp/1")]
    [InlineData("secret:/ip4/10.0.0.5/tcp/70000")]
    [InlineData("secret:/ip4/10.0.0.5/tcp/0")]
    [InlineData("secret:/ip4/10.0.0.5/tcp/1/quic")]
    [InlineData("secret:/unix/a/tcp/1")]
    [InlineData("secret:/dns/a b/tcp/1")]
    [InlineData("secret:ftp://h")]
    [InlineData("secret")]
    [InlineData("")]
    public void A_malformed_value_names_its_variable_and_not_the_token(string text)
    {
        FormatException error = Assert.Throws<FormatException>(() => ApiInfo.Parse(text, "MINER_API_INFO"));
        Assert.StartsWith("MINER_API_INFO: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Property(MaxTest = 300)]
    public bool Any_text_parses_or_is_a_format_error(string? text)
    {
        try
        {
            return ApiInfo.Parse(text ?? "").ToRpcUrl().AbsolutePath.EndsWith("/rpc/v0", StringComparison.Ordinal);
        }
        catch (FormatException)
        {
            return true;
        }
    }

    [Property(MaxTest = 300)]
    public bool Any_part_of_a_multiaddress_parses_or_is_a_format_error(string? host, ushort port, string? rest)
    {
        try
        {
            MultiAddress address = MultiAddress.Parse($"/dns/{host}/tcp/{port}/{rest}");
            return address.Port == port && address.ToUri().Port == port;
        }
        catch (FormatException)
        {
            return true;
        }
    }

    [Theory]
    [InlineData("10.0.0.7", "/ip4/10.0.0.7/tcp/3456")]
    [InlineData("::1", "/ip6/::1/tcp/3456")]
    [InlineData("worker-0.workers", "/dns/worker-0.workers/tcp/3456")]
    public void An_address_is_written_as_the_api_file_has_it(string host, string text)
    {
        MultiAddress address = new(host, 3456, false);
        Assert.Equal(text, address.ToString());
        Assert.Equal(address, MultiAddress.Parse(text));
    }

    [Fact]
    public void The_token_is_not_printed()
    {
        Assert.Equal("http://h/", new ApiInfo("secret", new Uri("http://user:secret@h/?token=secret")).ToString());
        Assert.DoesNotContain("secret", $"{new ApiInfo("secret", new Uri("http://h"))}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_repository_needs_more_than_its_api_file()
    {
        Assert.Contains("not a repo", Assert.Throws<IOException>(() => ApiInfo.FromRepository(_folder.Path)).Message, StringComparison.Ordinal);
        File.WriteAllText(_folder["api"], "/ip4/127.0.0.1/tcp/2345/http\n");
        File.WriteAllText(_folder["token"], "abc\n");
        Assert.Throws<IOException>(() => ApiInfo.FromRepository(_folder.Path));
        Directory.CreateDirectory(_folder["keystore"]);
        ApiInfo info = ApiInfo.FromRepository(_folder.Path);
        Assert.Equal(("abc", new Uri("ws://127.0.0.1:2345/rpc/v0")), (info.Token, info.ToRpcUrl()));
        File.Delete(_folder["token"]);
        Assert.Null(ApiInfo.FromRepository(_folder.Path).Token);
        File.WriteAllText(_folder["api"], "rubbish");
        Assert.StartsWith(_folder["api"], Assert.Throws<FormatException>(() => ApiInfo.FromRepository(_folder.Path)).Message,
            StringComparison.Ordinal);
        File.Delete(_folder["api"]);
        Assert.Throws<IOException>(() => ApiInfo.FromRepository(_folder.Path));
    }

    [Fact]
    public void The_miner_is_looked_for_in_order()
    {
        Directory.CreateDirectory(_folder["datastore"]);
        File.WriteAllText(_folder["api"], "/ip4/127.0.0.1/tcp/3");
        Dictionary<string, string> variables = new() { ["MINER_API_INFO"] = "a:http://h:1", ["STORAGE_API_INFO"] = "b:http://h:2" };
        List<string> warnings = [];
        MinerLocator locator = new(name => variables.GetValueOrDefault(name), warnings.Add);
        Assert.Equal(1, locator.Locate("/nowhere").Url.Port);
        Assert.Empty(warnings);
        variables.Remove("MINER_API_INFO");
        Assert.Equal(2, locator.Locate("/nowhere").Url.Port);
        Assert.Contains("STORAGE_API_INFO is deprecated", Assert.Single(warnings), StringComparison.Ordinal);
        variables.Clear();
        Assert.Equal(3, locator.Locate(_folder.Path).Url.Port);
        Assert.Contains("no token", warnings[1], StringComparison.Ordinal);
        variables["MINER_API_INFO"] = "x";
        Assert.StartsWith("MINER_API_INFO", Assert.Throws<FormatException>(() => locator.Locate(_folder.Path)).Message, StringComparison.Ordinal);
    }
}
