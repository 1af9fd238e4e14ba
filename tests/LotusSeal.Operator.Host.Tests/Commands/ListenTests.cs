using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using LotusSeal.Operator.Host.Commands;

namespace LotusSeal.Operator.Host.Tests.Commands;

/// <summary>Where <c>run</c> listens unless it is told otherwise.</summary>
public sealed class ListenTests
{
    /// <summary>In a cluster without IPv4 the kubelet's probes come over IPv6, and no replica would ever get ready.</summary>
    [Fact]
    public void It_listens_on_addresses_of_both_kinds()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this kernel has no IPv6");
        Option listen = OperatorRunCommand.Create().Options.Single(option => option.Name == "--listen");
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Any, 8080), IPEndPoint.Parse((string)listen.GetDefaultValue()!));
    }
}
