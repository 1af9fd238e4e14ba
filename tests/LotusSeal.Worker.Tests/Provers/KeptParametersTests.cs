using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Keys;
using LotusSeal.Primitives;
using LotusSeal.Worker.Provers;

namespace LotusSeal.Worker.Tests.Provers;

/// <summary>Parameters stay open for the next proof, and those of another file are opened anew, whatever the name leads to.</summary>
public sealed class KeptParametersTests : IDisposable
{
    private static readonly DateTime Time = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    private readonly TemporaryFolder _folder = new();
    private readonly KeptParameters _parameters = new();
    private int _opened;

    public void Dispose()
    {
        _parameters.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_same_file_is_opened_once_and_another_one_of_its_name_again()
    {
        Write("some.params", Time);
        Assert.Equal(1, Use());
        Assert.Equal(1, Use());
        Write("some.params", Time.AddSeconds(1));
        Assert.Equal(2, Use());
    }

    [Fact]
    public void A_link_that_leads_to_another_file_is_followed()
    {
        Write("old", Time);
        Write("new", Time);
        File.CreateSymbolicLink(_folder["some.params"], _folder["old"]);
        Assert.Equal(1, Use());
        File.Delete(_folder["some.params"]);
        File.CreateSymbolicLink(_folder["some.params"], _folder["new"]);
        Assert.Equal(2, Use());
        Write("new", Time.AddSeconds(1));
        Assert.Equal(3, Use());
    }

    [Fact]
    public void What_is_gone_is_named()
    {
        File.CreateSymbolicLink(_folder["some.params"], _folder["gone"]);
        Assert.Contains($"'{_folder["some.params"]}' is missing", Assert.Throws<SealingException>(() => Use()).Message, StringComparison.Ordinal);
    }

    /// <summary>How often parameters were opened up to the end of a proof.</summary>
    private int Use()
    {
        string path = _folder["some.params"];
        _parameters.Use(path, () =>
        {
            _opened++;
            return StoredParameters.Open(path);
        }, _ => []);
        return _opened;
    }

    private void Write(string name, DateTime time)
    {
        File.Delete(_folder[name]);
        using (FileStream stream = File.Create(_folder[name])) ParameterGenerator.Generate(new Square(), Secrets.OfPhrase("test")).Write(stream);
        File.SetLastWriteTimeUtc(_folder[name], time);
    }

    /// <summary>Somebody knows the square root of a public number.</summary>
    private sealed class Square : ICircuit
    {
        public void Synthesize(ConstraintSystem system)
        {
            Variable root = system.Allocate(Fr.FromUInt64(3)), square = system.AllocateInput(Fr.FromUInt64(9));
            (Combination a, Combination b, Combination c) = system.Begin();
            a.Add(root);
            b.Add(root);
            c.Add(square);
            system.End();
        }
    }
}
