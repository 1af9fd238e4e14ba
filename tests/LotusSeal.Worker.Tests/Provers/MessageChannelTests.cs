using LotusSeal.Worker.Children;
using LotusSeal.Worker.Provers;

namespace LotusSeal.Worker.Tests.Provers;

/// <summary>The form of the messages, and what is none.</summary>
public sealed class MessageChannelTests
{
    [Fact]
    public void Messages_come_as_they_were_written()
    {
        MemoryStream wire = new();
        MessageChannel channel = new(Stream.Null, wire);
        channel.Write([7, 8], [1, 2, 3]);
        channel.Write(MessageKind.Cancel, []);
        wire.Position = 0;
        MessageChannel reader = new(wire, Stream.Null);
        Message request = reader.Read()!;
        Assert.Equal(MessageKind.Request, request.Kind);
        Assert.Equal([7, 8], request.Content);
        Message input = reader.Read()!;
        Assert.Equal(MessageKind.Input, input.Kind);
        Assert.Equal([1, 2, 3], input.Content);
        Assert.Equal(MessageKind.Cancel, reader.Read()!.Kind);
        Assert.Null(reader.Read());
    }

    [Theory]
    [InlineData("4c")]
    [InlineData("4c53010002000000ff")]
    [InlineData("4c53010100000000")]
    [InlineData("00000000000000000000")]
    [InlineData("4c530700ffffffff")]
    [InlineData("4c53030001000010")]
    public void What_is_cut_off_or_too_long_or_else_is_no_message(string hex) =>
        Assert.Throws<InvalidDataException>(() => new MessageChannel(new MemoryStream(Convert.FromHexString(hex)), Stream.Null).Read());

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"Kind\":\"x\"}")]
    public void A_content_that_is_another_is_told(string json) => Assert.Throws<InvalidDataException>(() =>
        new Message(MessageKind.Request, System.Text.Encoding.UTF8.GetBytes(json)).Read(ProofRequestJson.Default.ProofRequest));
}
